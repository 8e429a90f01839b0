import type { Access, AccountAccess, GroupAccess } from '../../report/access.ts';
import { titleOf } from '../audit/words.ts';
import { plural } from '../plural.ts';

/** A box of the picture. Lengths are units of the picture. */
export interface DrawnNode {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** As it is drawn, shortened where it is too long. */
  readonly text: string;
  /** All of it. */
  readonly full: string;
  readonly look: 'plain' | 'bundle' | 'door' | 'unread';
}

/** A line between two boxes; what it means is also a word, except where it is open. */
export interface DrawnLine {
  readonly from: readonly [x: number, y: number];
  readonly to: readonly [x: number, y: number];
  readonly look: LineLook;
}

export type LineLook = 'open' | 'hindered' | 'unread' | 'shut' | 'door';

export interface AccessPicture {
  readonly width: number;
  readonly height: number;
  readonly columns: readonly { readonly x: number; readonly title: string }[];
  /** Headings of the parts of the picture. */
  readonly captions: readonly { readonly y: number; readonly text: string }[];
  readonly nodes: readonly DrawnNode[];
  readonly lines: readonly DrawnLine[];
}

export const nodeSize = { width: 200, height: 26 } as const;

const row = 34;
/** What a finding says takes two columns. */
const columnGap = 58;
const wide = 2 * nodeSize.width + columnGap;
const titles = ['People and systems', 'Group', 'Role', 'Accounts'] as const;
/** Of one kind so many are drawn one by one; more are one box with their number. */
const mostDrawn = 8;
/** Characters that a box has room for. */
const mostCharacters = 24;

interface Box {
  readonly text: string;
  readonly look?: DrawnNode['look'];
  /** Of the line that leads to it from the left, or from it to the right in the first column. */
  readonly line?: LineLook;
}

/** Works out where everything of the picture is: people, groups, roles and accounts from left to right. */
export function accessPicture(access: Access): AccessPicture {
  const drawing = new Drawing();
  for (const group of access.groups)
    drawing.block(`Through the group ${group.name}`, groupColumns(access, group));
  drawing.block('In an emergency, and for diverst itself', adminColumns(access));
  for (const columns of pipelineColumns(access)) drawing.block('From CI systems', columns);
  drawing.doors(access);
  return drawing.picture();
}

type Columns = readonly [readonly Box[], readonly Box[], readonly Box[], readonly Box[]];

function groupColumns({ people }: Access, group: GroupAccess): Columns {
  const { members } = group;
  const persons: readonly Box[] =
    members === null || people === null
      ? [{ text: 'not read', look: 'unread', line: 'unread' }]
      : members === 'missing'
        ? [{ text: 'no such group', look: 'unread', line: 'shut' }]
        : members.length === 0
          ? [{ text: 'no members', look: 'unread', line: 'shut' }]
          : bundled(
              members.map((name): Box => {
                const person = people.find((one) => one.name === name);
                return person?.isLocked ? { text: `${name} (locked)`, line: 'shut' } : { text: name };
              }),
              (count) => `${count} people`,
            );
  return [persons, [{ text: group.name }], [{ text: group.role }], accountBoxes(group)];
}

const stateWords = {
  hindered: 'partial access',
  'not-active': 'not active',
  'not-read': 'not read',
} as const;
const stateLines = { hindered: 'hindered', 'not-active': 'shut', 'not-read': 'unread' } as const;

/** Accounts that everybody of the group gets into are one box where they are many; the others are drawn apart. */
function accountBoxes({ accounts, noun }: GroupAccess): readonly Box[] {
  const open = accounts.filter(({ state }) => state === 'open');
  const apart = accounts.flatMap((account) => exceptionBox(account));
  const boxes = [
    ...bundled(
      open.map(({ name }): Box => ({ text: name })),
      (count) => plural(count, noun),
    ),
    ...bundled(apart, (count) => `${plural(count, noun)} with exceptions`, 'hindered'),
  ];
  return boxes.length > 0 ? boxes : [{ text: `no ${noun} yet`, look: 'unread', line: 'shut' }];
}

function exceptionBox({ name, state }: AccountAccess): readonly Box[] {
  if (state === 'open') return [];
  return [
    {
      text: `${name}: ${stateWords[state]}`,
      look: state === 'not-read' ? 'unread' : 'plain',
      line: stateLines[state],
    },
  ];
}

function adminColumns({ admins }: Access): Columns {
  const { members, group, role } = admins;
  const persons: readonly Box[] =
    members === null
      ? [{ text: 'not read', look: 'unread', line: 'unread' }]
      : members === 'missing' || members.length === 0
        ? [{ text: members === 'missing' ? 'no such group' : 'no members', look: 'unread', line: 'shut' }]
        : bundled(
            members.map(({ name }): Box => ({ text: name })),
            (count) => `${count} admins`,
          );
  return [persons, [{ text: group }], [{ text: role }], [{ text: 'every member account', look: 'bundle' }]];
}

/** Systems of one issuer are one: their roles have names by one template in each account. */
function pipelineColumns({ pipelines }: Access): readonly Columns[] {
  const issuers = [...new Set(pipelines.map(({ issuer }) => issuer))];
  return issuers.map((issuer): Columns => {
    const own = pipelines.filter((one) => one.issuer === issuer);
    const accounts = own.map(({ account, exists }): Box => {
      if (exists === true) return { text: account };
      return exists === null
        ? { text: `${account}: not read`, look: 'unread', line: 'unread' }
        : { text: `${account}: no role`, line: 'shut' };
    });
    return [
      [{ text: issuer.replace(/^https:\/\//, '') }],
      [{ text: 'OIDC provider of the account' }],
      bundled(
        [...new Set(own.map(({ role }) => role))].map((text): Box => ({ text })),
        (count) => `${count} CI roles`,
        'open',
        1,
      ),
      bundled(accounts, (count) => plural(count, 'account')),
    ];
  });
}

function bundled(
  boxes: readonly Box[],
  words: (count: number) => string,
  line: LineLook = 'open',
  most = mostDrawn,
): readonly Box[] {
  if (boxes.length <= most) return boxes;
  return [{ text: words(boxes.length), look: 'bundle', line }];
}

class Drawing {
  readonly #nodes: DrawnNode[] = [];
  readonly #lines: DrawnLine[] = [];
  readonly #captions: { y: number; text: string }[] = [];
  /** Below the titles of the columns. */
  #y = 40;

  block(caption: string, columns: Columns): void {
    const top = this.#begin(caption);
    const rows = Math.max(...columns.map((boxes) => boxes.length));
    const placed = columns.map((boxes, index) =>
      boxes.map((box, place) => {
        const y = top + ((rows - boxes.length) / 2 + place) * row;
        this.#node(index, y, box);
        return { y: y + nodeSize.height / 2, line: box.line ?? 'open' };
      }),
    );
    for (const [index, boxes] of placed.entries()) {
      const next = placed[index + 1] ?? [];
      // Of the first column each box says what its own line is like, of the others the box that it leads to.
      for (const box of boxes)
        for (const other of next)
          this.#line(index, box.y, index + 1, other.y, index === 0 ? box.line : other.line);
    }
    this.#y = top + rows * row + 14;
  }

  doors({ doors }: Access): void {
    if (doors.length === 0) return;
    const top = this.#begin('Other access paths that the audit found');
    const drawn = doors.slice(0, doors.length <= mostDrawn + 2 ? doors.length : mostDrawn);
    for (const [place, { finding, into, accepted }] of drawn.entries()) {
      const y = top + place * row;
      const title = `${accepted === null ? '' : 'accepted: '}${titleOf(finding)}`;
      this.#node(0, y, { text: title, look: 'door' }, wide);
      const place3 = into === 'one' ? finding.place.name : 'every account';
      this.#node(3, y, { text: place3, look: 'door' });
      const middle = y + nodeSize.height / 2;
      this.#line(1, middle, 3, middle, 'door');
    }
    const rest = doors.length - drawn.length;
    this.#y = top + drawn.length * row;
    if (rest > 0) {
      const text = `${plural(rest, 'more access path')} in the list`;
      this.#node(0, this.#y, { text, look: 'door' }, wide);
      this.#y += row;
    }
    this.#y += 14;
  }

  picture(): AccessPicture {
    return {
      width: columnX(3) + nodeSize.width + 2,
      height: this.#y,
      columns: titles.map((title, index) => ({ title, x: columnX(index) })),
      captions: this.#captions,
      nodes: this.#nodes,
      lines: this.#lines,
    };
  }

  #begin(text: string): number {
    this.#captions.push({ y: this.#y + 12, text });
    return this.#y + 24;
  }

  #node(column: number, y: number, { text, look = 'plain' }: Box, width: number = nodeSize.width): void {
    const most = Math.floor((mostCharacters * width) / nodeSize.width);
    this.#nodes.push({ x: columnX(column), y, width, text: shortened(text, most), full: text, look });
  }

  #line(column: number, y: number, next: number, to: number, look: LineLook): void {
    this.#lines.push({
      from: [columnX(column) + nodeSize.width, y],
      to: [columnX(next), to],
      look,
    });
  }
}

function columnX(column: number): number {
  return 1 + column * (nodeSize.width + columnGap);
}

/** By characters as people count them, not by halves of them. */
function shortened(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}
