// A file of its own: only where a witness signs so is it fetched.
import { ml_dsa44 } from '@noble/post-quantum/ml-dsa.js';

export const verifyMlDsa = (key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean => ml_dsa44.verify(signature, message, key);
