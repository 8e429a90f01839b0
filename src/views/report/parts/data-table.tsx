import type { ComponentChildren } from 'preact';

export interface Column {
  readonly title: string;
  /** Numbers stand under each other by their last digit. */
  readonly isNumber?: boolean;
}

export interface DataTableProps {
  /** What the table shows, for those who hear it; visible where `isCaptionShown`. */
  readonly caption: string;
  readonly isCaptionShown?: boolean;
  readonly columns: readonly Column[];
  /** The first cell of each names the row. */
  readonly rows: readonly (readonly ComponentChildren[])[];
  readonly totals?: readonly ComponentChildren[];
}

/** A table of more columns is set closer. */
const mostLoose = 4;

/** A table that scrolls within itself where the window is narrower, by keyboard too. */
export function DataTable({ caption, isCaptionShown = false, columns, rows, totals }: DataTableProps) {
  const cells = (row: readonly ComponentChildren[]) =>
    row.map((cell, index) =>
      index === 0 ? (
        <th key={index} scope="row">
          {cell}
        </th>
      ) : (
        <td key={index} class={columns[index]?.isNumber ? 'number' : undefined}>
          {cell}
        </td>
      ),
    );
  const look = columns.length > mostLoose ? 'table dense' : 'table';
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section class={look} aria-label={`${caption}, as a table`} tabIndex={0}>
      <table>
        <caption class={isCaptionShown ? undefined : 'unseen'}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title, isNumber }) => (
              <th key={title} scope="col" class={isNumber ? 'number' : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>{cells(row)}</tr>
          ))}
        </tbody>
        {totals !== undefined && (
          <tfoot>
            <tr>{cells(totals)}</tr>
          </tfoot>
        )}
      </table>
    </section>
  );
}
