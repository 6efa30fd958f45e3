import { csrfHeader } from '../api/client.ts';
import { ConsoleError } from '../api/console-error.ts';
import { t } from '../texts/index.ts';

/** The address of a file by the console's own server, which carries it to the gateway and from there. @param path as the operation tells it */
export const carried = (path: string): string => `/carry${path}`;

/** The browser reads the file as it is sent, so that its size does not matter. @param onShare 0 to 1 @throws ConsoleError */
export function sendFile(path: string, file: Blob, onShare: (share: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', carried(path));
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    for (const [name, value] of Object.entries(csrfHeader())) request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', ({ loaded, total }) => onShare(total === 0 ? 1 : loaded / total));
    request.addEventListener('error', () => reject(new ConsoleError(0, { error: t.errors.unreachable })));
    request.addEventListener('load', () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else reject(refusal(request.status, request.responseText));
    });
    request.send(file);
  });
}

function refusal(status: number, text: string): ConsoleError {
  try {
    const { error, code, requestId } = JSON.parse(text) as { error: string; code: number; requestId: string };
    return new ConsoleError(status, { error, code, requestId });
  } catch {
    return new ConsoleError(status, { error: t.errors.ofStatus(status) });
  }
}
