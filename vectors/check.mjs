// Checks the vectors that rest on hashes and Ed25519 in another language: Node.js and what comes with it, nothing of Trace.
// Usage: node vectors/check.mjs   prints "N vectors hold", or each that does not, and then exits with 1.
import { createHash, createHmac, createPrivateKey, createPublicKey, pbkdf2Sync, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

const L = (1n << 252n) + 27742317777372353535851937790883648493n;
const P = (1n << 255n) - 19n;
const SMALL_Y = [
  0n,
  1n,
  P - 1n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n,
];

const hex = (text) => Buffer.from(text, 'hex');
const utf8 = (text) => Buffer.from(text, 'utf8');
const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
const hmac = (key, ...parts) => createHmac('sha256', key).update(Buffer.concat(parts)).digest();
const little = (bytes) => BigInt('0x' + (Buffer.from(bytes).reverse().toString('hex') || '0'));
const valid = (holds, otherwise) => (holds ? 'valid' : otherwise);

function same(what, expected, came) {
  if (expected !== came) throw new Error(`${what} is ${came}, must be ${expected}`);
}

// Ed25519: the encodings first, since libraries differ in them; then the library's equation, which has no cofactor in OpenSSL.
const SPKI = hex('302a300506032b6570032100');
const PKCS8 = hex('302e020100300506032b657004220420');
const isGoodPoint = (point) => {
  const y = little(point) & ((1n << 255n) - 1n);
  return y < P && !SMALL_Y.includes(y);
};
const publicKey = (key) => createPublicKey({ key: Buffer.concat([SPKI, key]), format: 'der', type: 'spki' });
const privateKey = (seed) => createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
const publicOf = (seed) => createPublicKey(privateKey(seed)).export({ format: 'der', type: 'spki' }).subarray(SPKI.length);
const verifies = (key, message, signature) =>
  key.length === 32 && signature.length === 64 && isGoodPoint(key) && isGoodPoint(signature.subarray(0, 32))
  && little(signature.subarray(32)) < L && verify(null, message, publicKey(key), signature);

// ML-DSA-44: what is signed is built anew everywhere; whether the signature holds can be said by Node 24 and newer alone, else undefined.
const SPKI_ML_DSA_44 = hex('30820532300b06096086480165030403110382052100');
const hasMlDsa = (() => {
  try {
    createPublicKey({ key: Buffer.concat([SPKI_ML_DSA_44, Buffer.alloc(1312)]), format: 'der', type: 'spki' });
    return true;
  } catch {
    return false;
  }
})();
const verifiesMlDsa = (key, message, signature) => {
  if (key.length !== 1312 || signature.length !== 2420) return false;
  if (!hasMlDsa) return undefined;
  return verify(null, message, createPublicKey({ key: Buffer.concat([SPKI_ML_DSA_44, key]), format: 'der', type: 'spki' }), signature);
};
const u64 = (value) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
};
const cosignedMessage = (cosigner, time, origin, start, end, hash) => Buffer.concat([
  utf8('subtree/v1\n\0'), Buffer.of(utf8(cosigner).length), utf8(cosigner), u64(time), Buffer.of(utf8(origin).length), utf8(origin), u64(start), u64(end), hash]);

// Merkle trees, by RFC 6962's own recursion.
const leafHash = (entry) => sha256(Buffer.of(0), entry);
const nodeHash = (left, right) => sha256(Buffer.of(1), left, right);
const split = (size) => {
  let k = 1;
  while (2 * k < size) k *= 2;
  return k;
};
const root = (leaves) => {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return leaves[0];
  const k = split(leaves.length);
  return nodeHash(root(leaves.slice(0, k)), root(leaves.slice(k)));
};
const rootByPath = (leaf, index, size, path) => {
  if (index < 0 || index >= size) return null;
  if (size === 1) return path.length === 0 ? leaf : null;
  if (path.length === 0) return null;
  const [k, rest, last] = [split(size), path.slice(0, -1), path.at(-1)];
  const below = index < k ? rootByPath(leaf, index, k, rest) : rootByPath(leaf, index - k, size - k, rest);
  return below && (index < k ? nodeHash(below, last) : nodeHash(last, below));
};
const rootsByProof = (first, second, firstRoot, proof, complete = true) => {
  if (first === second) {
    if (complete) return proof.length === 0 ? [firstRoot, firstRoot] : null;
    return proof.length === 1 ? [proof[0], proof[0]] : null;
  }
  if (proof.length === 0) return null;
  const [k, rest, last] = [split(second), proof.slice(0, -1), proof.at(-1)];
  if (first <= k) {
    const left = rootsByProof(first, k, firstRoot, rest, complete);
    return left && [left[0], nodeHash(left[1], last)];
  }
  const right = rootsByProof(first - k, second - k, firstRoot, rest, false);
  return right && [nodeHash(last, right[0]), nodeHash(last, right[1])];
};
const isConsistent = (first, second, firstRoot, secondRoot, proof) => {
  if (first > second) return false;
  if (first === 0) return proof.length === 0 && firstRoot.equals(sha256()) && (second > 0 || secondRoot.equals(firstRoot));
  const roots = rootsByProof(first, second, firstRoot, proof);
  return roots !== null && roots[0].equals(firstRoot) && roots[1].equals(secondRoot);
};
const counted = (size) => Array.from({ length: size }, (_, i) => leafHash(utf8(String(i))));

// Parts of what is signed: each its length, big-endian, and its bytes.
const part = (bytes) => {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
};
const number = (value) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
};
const signedIn = (context, ...parts) => Buffer.concat([utf8(`trace.v1.${context}\n`), ...parts.map(part)]);
const signedCase = (vector, signed) => {
  same('signed', vector.signed, signed.toString('hex'));
  return valid(verifies(hex(vector.publicKey), signed, hex(vector.signature)), 'SIGNATURE_INVALID');
};

const base32 = (bytes) => {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => 'abcdefghijklmnopqrstuvwxyz234567'[parseInt(five.padEnd(5, '0'), 2)]).join('');
};
const noteKeyId = (name, type, key) => sha256(utf8(name), Buffer.of(0x0a, type), key).subarray(0, 4).toString('hex');

// A note's signature lines, as far as they are those of the keys given.
const signaturesUnder = (note, vkeys) => {
  const end = note.lastIndexOf('\n\n');
  const text = utf8(note.slice(0, end + 1));
  const keys = vkeys.map((vkey) => /^([^+]+)\+([^+]+)\+(.+)$/.exec(vkey));
  return note.slice(end + 2, -1).split('\n').flatMap((line) => {
    const [, name, encoded] = /^— (\S+) (\S+)$/.exec(line);
    const blob = Buffer.from(encoded, 'base64');
    const key = keys.find(([, known, id]) => known === name && id === blob.subarray(0, 4).toString('hex'));
    if (!key) return [];
    const typed = Buffer.from(key[3], 'base64');
    const signature = blob.subarray(4);
    if (typed[0] === 1) return [{ by: name, holds: verifies(typed.subarray(1), text, signature) }];
    if (typed[0] === 6) {
      const [origin, size, root] = text.toString().split('\n');
      const time = signature.readBigUInt64BE();
      const holds = root !== undefined && /^\d+$/.test(size) && time < 1n << 63n
        && verifiesMlDsa(typed.subarray(1), cosignedMessage(name, time, origin, 0, size, Buffer.from(root, 'base64')), signature.subarray(8));
      return [{ by: `${name} at ${time}`, holds }];
    }
    if (typed[0] !== 4) return [];
    const time = signature.readBigUInt64BE();
    const signed = Buffer.concat([utf8(`cosignature/v1\ntime ${time}\n`), text]);
    return [{ by: `${name} at ${time}`, holds: time < 1n << 63n && verifies(typed.subarray(1), signed, signature.subarray(8)) }];
  });
};

const checks = {
  'keys/keyIds': (v) => {
    same('keyId', v.keyId, sha256(utf8('trace.v1.Key\n'), Buffer.of(v.algorithm), hex(v.key)).toString('hex'));
    return 'valid';
  },
  'keys/publicKeys': (v) => valid(isGoodPoint(hex(v.key)), 'WEAK_KEY'),
  'ed25519/sign': (v) => {
    same('publicKey', v.publicKey, publicOf(hex(v.seed)).toString('hex'));
    same('signature', v.signature, sign(null, hex(v.message), privateKey(hex(v.seed))).toString('hex'));
    return valid(verifies(hex(v.publicKey), hex(v.message), hex(v.signature)), 'SIGNATURE_INVALID');
  },
  'ed25519/verify': (v) => valid(verifies(hex(v.publicKey), hex(v.message), hex(v.signature)), 'SIGNATURE_INVALID'),
  'contexts/statement': (v) => signedCase(v, Buffer.concat([utf8('trace.v1.Statement\n'), hex(v.statement)])),
  'contexts/possession': (v) => signedCase(v, signedIn('KeyPossession', utf8(v.ledger), utf8(v.subject), hex(v.keyId))),
  'contexts/challenge': (v) => signedCase(v, signedIn(
    'Challenge', utf8(v.ledger), utf8(v.audience), hex(v.nonce), number(v.expiry), hex(v.keyId), utf8(v.method), utf8(v.subject))),
  'contexts/erasure': (v) => signedCase(v, signedIn('Erasure', utf8(v.ledger), hex(v.digest), number(v.time))),
  'commitments/digests': (v) => {
    same('digest', v.digest, hmac(hex(v.key), signedIn('Commitment', utf8(v.ledger), utf8(v.payload), utf8(v.path)), hex(v.content)).toString('hex'));
    return 'valid';
  },
  'claims/seeds': (v) => {
    const seed = pbkdf2Sync(v.code.slice(0, 19), utf8('trace.v1.Claim\n' + v.ledger), 65536, 32, 'sha256');
    same('seed', v.seed, seed.toString('hex'));
    same('publicKey', v.publicKey, publicOf(seed).toString('hex'));
    return 'valid';
  },
  'waybills/subjects': (v) => {
    if (!v.subject) return v.verdict;
    const hash = hmac(hex(v.yearKey), utf8(`${v.carrier}\n${v.number}`)).subarray(0, 16);
    same('subject', v.subject, `parcel/${v.carrier}/${v.year}-${base32(hash)}`);
    return 'valid';
  },
  'statements/statements': (v) => {
    same('identity', v.identity, sha256(hex(v.bytes)).toString('hex'));
    same('uri', v.uri, `ni:///sha-256;${sha256(hex(v.bytes)).toString('base64url')}`);
    same('publicKey', v.publicKey, publicOf(sha256(utf8(v.signer))).toString('hex'));
    return checks['statements/signed'](v);
  },
  'statements/signed': (v) =>
    valid(verifies(hex(v.publicKey), Buffer.concat([utf8('trace.v1.Statement\n'), hex(v.bytes)]), hex(v.signature)), 'SIGNATURE_INVALID'),
  'entries/entries': (v, file) => {
    same('leafHash', v.leafHash, leafHash(hex(v.bytes)).toString('hex'));
    same('identity', v.identity, sha256(hex(v.statement)).toString('hex'));
    const before = file.entries.filter((other) => other.index < v.index && other.subject === v.subject).at(-1);
    same('previous', v.previous, before?.leafHash ?? '');
    return 'valid';
  },
  'entries/roots': (v, file) => {
    same('root', v.root, root(file.entries.slice(0, v.size).map((entry) => leafHash(hex(entry.bytes)))).toString('hex'));
    same('line', v.note.split('\n')[2], hex(v.root).toString('base64'));
    return valid(signaturesUnder(v.note, [v.vkey]).every((line) => line.holds), 'INVALID_SIGNATURE');
  },
  'merkle/roots': (v) => {
    same('root', v.root, root(v.entries.map((entry) => leafHash(hex(entry)))).toString('hex'));
    return 'valid';
  },
  'merkle/countedRoots': (v) => {
    same('root', v.root, root(counted(v.size)).toString('hex'));
    return 'valid';
  },
  'merkle/inclusion': (v) => valid(rootByPath(hex(v.leaf), v.index, v.size, v.proof.map(hex))?.equals(hex(v.root)) ?? false, 'NOT_INCLUDED'),
  'merkle/consistency': (v) => valid(isConsistent(v.first, v.second, hex(v.firstRoot), hex(v.secondRoot), v.proof.map(hex)), 'INCONSISTENT'),
  'notes/vkeys': (v) => {
    if (v.type === 1 || v.type === 4 || v.type === 6) same('keyId', v.keyId, noteKeyId(v.keyName, v.type, hex(v.key)));
    return v.verdict;
  },
  'notes/notes': (v) => {
    if (v.verdict !== 'valid' && v.verdict !== 'INVALID_SIGNATURE') return v.verdict;
    const lines = signaturesUnder(v.note, v.vkeys);
    if (lines.some((line) => line.holds === false)) return 'INVALID_SIGNATURE';
    if (lines.some((line) => line.holds === undefined) && v.verdict !== 'valid') return v.verdict;
    same('signedBy', v.signedBy.join(), lines.map((line) => line.by).join());
    return 'valid';
  },
  'notes/subtrees': (v) => {
    same('signed', v.signed, cosignedMessage(v.cosigner, v.time, v.origin, v.start, v.end, hex(v.hash)).toString('hex'));
    return 'valid';
  },
  'notes/pqCosignatures': (v) => {
    const [origin, size, root] = v.text.split('\n');
    same('signed', v.signed, cosignedMessage(v.cosigner, v.time, origin, 0, size, Buffer.from(root, 'base64')).toString('hex'));
    return valid(signaturesUnder(`${v.text}\n${v.line}\n`, [v.vkey]).every((line) => line.holds !== false), 'INVALID_SIGNATURE');
  },
  'notes/cosignatures': (v) => {
    same('signed', v.signed, Buffer.concat([utf8(`cosignature/v1\ntime ${v.time}\n`), utf8(v.text)]).toString('hex'));
    return valid(signaturesUnder(`${v.text}\n${v.line}\n`, [v.vkey]).every((line) => line.holds), 'INVALID_SIGNATURE');
  },
};

let hold = 0;
let fail = 0;
for (const [group, check] of Object.entries(checks)) {
  const [name, cases] = group.split('/');
  const file = JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8'));
  for (const vector of file[cases]) {
    let came;
    try {
      came = check(vector, file);
    } catch (error) {
      came = error.message;
    }
    if (came === vector.verdict) {
      hold++;
    } else {
      fail++;
      console.error(`${group}: ${vector.name}: must be ${vector.verdict}, came ${came}`);
    }
  }
}
if (!hasMlDsa) console.error('ML-DSA-44 signatures were not verified, only what they are over: this Node has no ML-DSA.');
console.log(fail === 0 ? `${hold} vectors hold` : `${fail} of ${hold + fail} vectors do not hold`);
process.exitCode = fail === 0 && hold > 0 ? 0 : 1;
