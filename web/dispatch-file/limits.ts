// What a day's export may be. Beyond it, the file is refused as a whole, before it is unpacked.
export const maxBytes = 20 * 1024 * 1024;
export const maxUnpacked = 40 * 1024 * 1024;
export const maxRows = 20_000;
export const maxColumns = 200;
export const maxCell = 2_000;
