// The one place that says which reader of scans the station has.
export { readScan } from './provisional-scan';
export { carriers } from './provisional-scan';
