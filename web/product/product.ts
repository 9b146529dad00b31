// The page is complete without it: what checks it in the browser comes here.
export {};
