import { randomUUID } from 'node:crypto';

/** A form with a file, as it is sent. */
export interface Form {
  contentType: string;
  bytes: Uint8Array;
}

export interface FormFile {
  field: string;
  name: string;
  type: string;
  bytes: Uint8Array;
}

/** Encodes a form as `multipart/form-data`, as browsers do: in one piece, so that it can be sent again after a refusal. */
export function toForm(fields: Record<string, string>, file: FormFile): Form {
  const boundary = `form-${randomUUID()}`;
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\n${disposition(name)}\r\n\r\n${value}\r\n`,
  );
  const head = `--${boundary}\r\n${disposition(file.field)}; filename="${quoted(file.name)}"\r\n`;
  const type = `content-type: ${file.type.replace(/[^\x20-\x7e]/g, '')}\r\n\r\n`;
  const bytes = Buffer.concat([
    Buffer.from(parts.join('') + head + type),
    file.bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  return { contentType: `multipart/form-data; boundary=${boundary}`, bytes };
}

function disposition(name: string): string {
  return `content-disposition: form-data; name="${quoted(name)}"`;
}

/** As the HTML standard says. */
function quoted(text: string): string {
  return text.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22');
}
