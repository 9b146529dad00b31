// ML-DSA-44 (FIPS 204), by which some witnesses cosign: no browser has it, so a library does it wherever one is named.

/** Whether a signature holds, with an empty context. */
export type VerifyMlDsa = (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

let loadLibrary: (() => Promise<{ verifyMlDsa: VerifyMlDsa }>) | null = null;

/** Says where the library comes from. It is asked for once a signature is there to be checked. */
export function useMlDsaLibrary(load: (() => Promise<{ verifyMlDsa: VerifyMlDsa }>) | null): void {
  loadLibrary = load;
}

export const hasMlDsa = (): boolean => loadLibrary !== null;

/** Whether a signature of 2,420 bytes holds. @throws Error where the library can't be had */
export async function verifyMlDsa(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  if (signature.length !== 2420) return false;
  return (await loadLibrary!()).verifyMlDsa(key, message, signature);
}
