// The one place that says which reader of exports the station has.
export { planDispatch, readDispatchFile } from './provisional-file';
