import { describe, expect, it } from 'vitest';
import { commandLine, type Walls } from './launch.ts';
import { describeLayers, LAYERS, LOST_WITHOUT } from './layers.ts';

const LAUNCH = { runtime: '/runtime/main.js', readable: ['/code/app'], memoryMb: 128 };
const BARE: Walls = { layers: new Set(['emptyEnvironment']) };
const ALL: Walls = {
  layers: new Set(LAYERS),
  setpriv: '/bin/setpriv',
  prlimit: '/bin/prlimit',
  nice: '/bin/nice',
  unshare: '/bin/unshare',
};

describe('the command line of a process with code', () => {
  it('is Node alone where no wall is there', () => {
    expect(commandLine(BARE, LAUNCH, '/bin/node')).toEqual({
      program: '/bin/node',
      arguments: ['--max-old-space-size=128', '--no-warnings', '--enable-source-maps', '--no-addons', '/runtime/main.js'],
    });
  });

  it('has every wall that is there, and lets the process read the runtime and its code alone', () => {
    const { program, arguments: args } = commandLine(ALL, { ...LAUNCH, userId: 2_100_000_001 }, '/bin/node');
    expect(program).toBe('/bin/setpriv');
    const chain = args.join(' ');
    expect(chain).toMatch(
      /^--pdeathsig KILL .*\/bin\/prlimit .*--nproc=.*\/bin\/nice -n 10 \/bin\/unshare .*--net .*--kill-child \/bin\/node /,
    );
    expect(args.filter((each) => each.startsWith('--allow'))).toEqual(['--allow-fs-read=/runtime', '--allow-fs-read=/code/app']);
    expect(args).toContain('--permission');
  });

  it('counts no threads of a user that other processes have as well', () => {
    expect(commandLine(ALL, LAUNCH).arguments.join(' ')).not.toContain('--nproc');
  });

  it.each(['/code/a,/etc', '/code/*'])('refuses the path %s, which would be read as others', (path) => {
    expect(() => commandLine(ALL, { ...LAUNCH, readable: [path] })).toThrow('comma or an asterisk');
  });
});

describe('the walls as operators read them', () => {
  it('name those that are missing with what is lost', () => {
    expect(describeLayers(new Set(LAYERS))).not.toContain('Missing');
    const without = describeLayers(new Set(LAYERS.filter((layer) => layer !== 'namespaces')));
    expect(without).toContain(`Missing: namespaces (${LOST_WITHOUT.namespaces})`);
  });
});
