// @vitest-environment jsdom
import { cleanup, fireEvent, render } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { listCommands, listenForKeys, runCommand, useCommands, type Command } from './commands';

const stops: (() => void)[] = [];
afterEach(() => {
  cleanup();
  for (const stop of stops.splice(0)) stop();
});

function Registers({ commands }: { commands: Command[] }) {
  useCommands(commands);
  return <input aria-label="field" />;
}

function mount(commands: Command[]) {
  stops.push(listenForKeys(window));
  return render(<Registers commands={commands} />);
}

const command = (id: string, rest: Partial<Command> = {}): Command => ({
  id,
  title: id,
  group: 'Test',
  run: vi.fn(),
  ...rest,
});

describe('the command table', () => {
  it('runs a command by its keys and by its id', () => {
    const mark = command('mark', { keys: 'h' });
    mount([mark]);
    fireEvent.keyDown(document.body, { key: 'h' });
    runCommand('mark');
    expect(mark.run).toHaveBeenCalledTimes(2);
  });

  it('goes on with a chord when other commands come between its keys', () => {
    const there = command('there', { keys: 'g d' });
    const { rerender } = mount([there]);
    fireEvent.keyDown(document.body, { key: 'g' });
    rerender(<Registers commands={[there, command('more', { keys: 'x' })]} />);
    fireEvent.keyDown(document.body, { key: 'd' });
    expect(there.run).toHaveBeenCalledTimes(1);
  });

  it('does not run again what a key ran when other commands come', () => {
    const mark = command('mark', { keys: 'h' });
    const { rerender } = mount([mark]);
    fireEvent.keyDown(document.body, { key: 'h' });
    rerender(<Registers commands={[mark, command('more', { keys: 'x' })]} />);
    expect(mark.run).toHaveBeenCalledTimes(1);
  });

  it('leaves letters to text fields, and takes keys with Ctrl from them', () => {
    const letter = command('letter', { keys: 'h' });
    const palette = command('palette', { keys: '$mod+k' });
    const { getByLabelText } = mount([letter, palette]);
    const field = getByLabelText('field');
    fireEvent.keyDown(field, { key: 'h' });
    fireEvent.keyDown(field, { key: 'k', ctrlKey: true });
    expect(letter.run).not.toHaveBeenCalled();
    expect(palette.run).toHaveBeenCalledTimes(1);
  });

  it('leaves undo to the field that has the focus', () => {
    const undo = command('undo', { keys: '$mod+z', yieldsToFields: true });
    const { getByLabelText } = mount([undo]);
    const inField = fireEvent.keyDown(getByLabelText('field'), { key: 'z', ctrlKey: true });
    expect(undo.run).not.toHaveBeenCalled();
    expect(inField).toBe(true);
    fireEvent.keyDown(document.body, { key: 'z', ctrlKey: true });
    expect(undo.run).toHaveBeenCalledTimes(1);
  });

  it('does nothing for a disabled command, by keys or by id', () => {
    const trash = command('trash', { keys: 'Delete', enabled: false });
    mount([trash]);
    fireEvent.keyDown(document.body, { key: 'Delete' });
    runCommand('trash');
    expect(trash.run).not.toHaveBeenCalled();
  });

  it('keeps letters from what lies under a dialog', () => {
    const mark = command('mark', { keys: 'h' });
    const { container } = mount([mark]);
    const dialog = document.createElement('div');
    dialog.dataset.dialog = '';
    container.append(dialog);
    fireEvent.keyDown(document.body, { key: 'h' });
    expect(mark.run).not.toHaveBeenCalled();
  });

  it('prefers the command registered last where two have the same keys', () => {
    const frame = command('frame', { keys: 'e' });
    const view = command('view', { keys: 'e' });
    stops.push(listenForKeys(window));
    render(
      <>
        <Registers commands={[frame]} />
        <Registers commands={[view]} />
      </>,
    );
    fireEvent.keyDown(document.body, { key: 'e' });
    expect(view.run).toHaveBeenCalledTimes(1);
    expect(frame.run).not.toHaveBeenCalled();
  });

  it('runs the latest function without being registered again', () => {
    const first = vi.fn();
    const second = vi.fn();
    const { rerender } = mount([command('mark', { run: first })]);
    rerender(<Registers commands={[command('mark', { run: second })]} />);
    runCommand('mark');
    expect(first).not.toHaveBeenCalled();
    expect(second).toHaveBeenCalledTimes(1);
  });

  it('forgets commands with the component that brought them', () => {
    const { unmount } = mount([command('mark')]);
    expect(listCommands().map((listed) => listed.id)).toEqual(['mark']);
    unmount();
    expect(listCommands()).toEqual([]);
  });
});
