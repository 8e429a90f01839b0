import { poll, untilItShows, type WaitOptions } from '../access/waiting.ts';
import { waits } from '../access/waits.ts';
import type { OrganizationsApi } from '../aws/api.ts';
import { hasCode } from '../aws/errors/aws-error.ts';
import { Failure } from '../model/failure.ts';

const pace = { first: 500, longest: 4_000 };

/** The OUs by their names, as they are read and created. */
export class UnitTree {
  /** Ids of what was made or found, by the names from the root down; another's come and go too seldom to matter. */
  private readonly known = new Map<string, string>();
  /** Ids of what this run made, which may not show yet. */
  private readonly made = new Set<string>();

  constructor(
    private readonly organizations: OrganizationsApi,
    private readonly wait: WaitOptions,
  ) {}

  /**
   * The id of the OU of that path; of the root for an empty one.
   * @throws Failure where there is none
   */
  async idOf(path: readonly string[]): Promise<string> {
    const key = JSON.stringify(path);
    const id = this.known.get(key) ?? (await this.find(path));
    if (id === null) {
      throw new Failure('failed', {
        what: `cannot use OU ${path.join('/')}: it no longer exists`,
        why: 'The OU was deleted after diverst read it.',
        fix: ['run the same command again; diverst then makes a new plan'],
      });
    }
    this.known.set(key, id);
    return id;
  }

  /**
   * Makes an OU under one that exists.
   * https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganizationalUnit.html
   * @param wrote is called where it may have been made by an attempt that got no clear answer
   * @returns false where it is there already
   */
  async create(path: readonly string[], wrote: () => void): Promise<boolean> {
    const parentId = await this.idOf(path.slice(0, -1));
    // In what was made a moment ago there is nothing, and it may not be there to be asked.
    if (!this.made.has(parentId) && (await this.find(path)) !== null) return false;
    const name = path.at(-1) ?? '';
    try {
      const { id } = await this.inParent(parentId, () => this.organizations.createUnit(parentId, name));
      this.made.add(id);
      this.known.set(JSON.stringify(path), id);
      return true;
    } catch (error) {
      if (!hasCode(error, 'DuplicateOrganizationalUnitException')) throw error;
      if (error.afterDoubt) wrote();
      // One of exactly that name must show: that is what makes it the one that was wanted.
      const until = this.wait.clock.now() + waits.written;
      const found = await poll(this.wait, pace, () => this.find(path), until);
      if (found === null) throw error;
      if (error.afterDoubt) this.made.add(found);
      return error.afterDoubt;
    }
  }

  /** An OU that this run made may not be known to all of AWS yet. */
  private inParent<T>(parentId: string, work: () => Promise<T>): Promise<T> {
    if (!this.made.has(parentId)) return work();
    return untilItShows(this.wait, work, ['ParentNotFoundException']);
  }

  private async find(path: readonly string[]): Promise<string | null> {
    if (path.length === 0) return this.organizations.rootId();
    const parentId = await this.idOf(path.slice(0, -1));
    const name = path.at(-1);
    const units = await this.inParent(parentId, () => this.organizations.listUnits(parentId));
    const found = units.find((unit) => unit.name === name);
    if (found) this.known.set(JSON.stringify(path), found.id);
    return found?.id ?? null;
  }
}
