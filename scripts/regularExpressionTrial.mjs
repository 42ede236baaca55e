/**
 * The program of a process that tries regular expressions on hostile strings: takes `{ source, flags, strings }`, answers
 * with the string that took longest and the processor time it took, in milliseconds.
 */
process.on('message', ({ source, flags, strings }) => {
  const expression = new RegExp(source, flags);
  let worst = { milliseconds: 0, text: '' };
  for (const { before: lead, part, times, after } of strings) {
    const text = lead + part.repeat(times) + after;
    const before = process.cpuUsage();
    if (expression.global) text.replace(expression, '');
    else expression.exec(text);
    const { user } = process.cpuUsage(before);
    if (user / 1000 > worst.milliseconds) worst = { milliseconds: user / 1000, text };
  }
  process.send({ milliseconds: worst.milliseconds, text: worst.text.slice(0, 24) });
});
