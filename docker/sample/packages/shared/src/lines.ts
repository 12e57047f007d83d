/**
 * Cuts a stream of bytes into lines, wherever the network cut it into chunks: inside a line,
 * inside a character. The last line need not end with a newline.
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  maximumLength = 1024 * 1024,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let pending = '';
  for await (const chunk of chunks) {
    pending += decoder.decode(chunk, { stream: true });
    let start = 0;
    for (let end = pending.indexOf('\n'); end >= 0; end = pending.indexOf('\n', start)) {
      yield pending.slice(start, end).replace(/\r$/, '');
      start = end + 1;
    }

    pending = pending.slice(start);
    if (pending.length > maximumLength) {
      throw new RangeError(`A line of more than ${maximumLength} characters arrived.`);
    }
  }

  pending += decoder.decode();
  if (pending !== '') {
    yield pending;
  }
}
