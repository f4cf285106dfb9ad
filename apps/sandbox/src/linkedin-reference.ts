import querystring from 'node:querystring';

const URL_ID = /linkedin\.com\/(?:in|people|sales\/lead|sales\/people)\/([^/?#,]+)/i;

/** The field of a lead that a LinkedIn reference names, and its value there. */
export interface LinkedinReference {
  field: 'ln_id' | 'sn_id' | 'linkedin';
  value: string;
}

/** The upstream's universal parser: profile URL, Sales Navigator URL, /people/ URL, nickname, `ACoA…`, `ACwA…`. */
export function parseLinkedinReference(text: string): LinkedinReference {
  const value = querystring.unescape(URL_ID.exec(text)?.[1] ?? text.trim());
  if (value.startsWith('ACoA')) return { field: 'ln_id', value };
  if (value.startsWith('ACwA')) return { field: 'sn_id', value };
  return { field: 'linkedin', value };
}
