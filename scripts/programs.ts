/** Which programs this machine has, and how it gets those that it lacks. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A browser that lacks shared libraries is on the disk and yet of no use: ask it for its version. */
export function starts(path: string): boolean {
  return isExecutable(path) && spawnSync(path, ['--version'], { timeout: 30_000 }).status === 0;
}

export function onPath(name: string): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null;
}

export function succeeds(command: string, args: string[]): boolean {
  console.log(`  running: ${command} ${args.join(' ')}`);
  return spawnSync(command, args, { stdio: 'inherit' }).status === 0;
}

/** Whether packages can be installed without asking anybody: Debian or a child of it, as root. */
export function canInstallPackages(): boolean {
  if (!existsSync('/etc/os-release') || process.getuid?.() !== 0) return false;
  return /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/** @returns whether they are there now. */
export function installPackages(...names: string[]): boolean {
  return (
    succeeds('apt-get', ['update']) &&
    succeeds('apt-get', ['install', '-y', '--no-install-recommends', ...names])
  );
}
