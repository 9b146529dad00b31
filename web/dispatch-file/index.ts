// The day's export of shipping software, read and planned: the same in the browser and for ./trace import dispatch.
export { planDispatch } from './plan';
export { readDispatchFile, readDispatchText } from './read';
export type * from './types';
