import { misfit } from '../wire-values.ts';

/** People have profiles under `/in/`, companies pages under `/company/`. */
type Section = 'in' | 'company';

const ADDRESS = /^(?:(?:https?:)?\/\/)?(?:[a-z0-9-]+\.)*linkedin\.com(?:\/[^?#\s]*)?(?=[?#]|$)/i;

/**
 * A LinkedIn nickname, which the upstream now and then writes as the whole address.
 *
 * @throws UPSTREAM_ERROR for the address of anything else.
 */
export function toNickname(wire: string | null, section: Section): string | null {
  if (typeof wire !== 'string') return wire;
  const text = wire.trim();
  if (text === '') return null;
  if (!/[/?#\s]/.test(text)) return text;
  const [, nickname] = nicknameIn(section).exec(ADDRESS.exec(text)?.[0] ?? text) ?? [];
  if (nickname === undefined) throw misfit();
  return decoded(nickname);
}

/**
 * The address that a nickname stands for. An address of another kind on LinkedIn, such as one of Sales Navigator, is as it is.
 *
 * @throws UPSTREAM_ERROR for an address elsewhere.
 */
export function toLinkedinUrl(wire: string | null, section: Section): string | null {
  const [address] = (typeof wire === 'string' && ADDRESS.exec(wire.trim())) || [];
  if (address !== undefined && !nicknameIn(section).test(address)) return `https://${address.replace(/^.*?\/\//, '')}`;
  const nickname = toNickname(wire, section);
  if (typeof nickname !== 'string') return nickname;
  return `https://www.linkedin.com/${section}/${encodeURIComponent(decoded(nickname))}`;
}

/** With or without what stands before it in an address. */
function nicknameIn(section: Section): RegExp {
  return new RegExp(`^(?:.*linkedin\\.com)?/?(?:mwlite/)?${section}/([^/?#\\s]+)(?:[/?#].*)?$`, 'i');
}

/** Text that is no percent encoding stays as it is. */
function decoded(nickname: string): string {
  try {
    return decodeURIComponent(nickname);
  } catch {
    return nickname;
  }
}
