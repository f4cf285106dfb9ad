import { parse } from 'qs';

/** A form as JSON: its fields as PHP reads them, `payload[name]` as an object, and of a file its name, type and size. */
export async function formToJson(body: Buffer, contentType: string): Promise<string> {
  const headers = { 'content-type': contentType };
  const form = await new Response(new Uint8Array(body), { headers }).formData().catch(() => new FormData());
  const texts = new URLSearchParams();
  const files: Record<string, object> = {};
  for (const [name, value] of form) {
    if (typeof value === 'string') texts.append(name, value);
    else files[name] = { name: value.name, type: value.type, size: value.size };
  }
  return JSON.stringify({ ...parse(texts.toString()), ...files });
}
