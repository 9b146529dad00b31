// A table of texts, whatever file it came from.

export interface Cell {
  text: string;
  /** A number that a spreadsheet keeps as one: beyond 15 digits it has lost some. */
  number: boolean;
}

export interface TableRow {
  /** Line of a text file, row of a sheet; counted from 1. */
  row: number;
  cells: Cell[];
}

export interface Table {
  form: string;
  rows: TableRow[];
}

/** Why a file can't be read at all. */
export class UnreadableFile extends Error {
  constructor(readonly en: string, readonly zh: string) {
    super(en);
  }
}
