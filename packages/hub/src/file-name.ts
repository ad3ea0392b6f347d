/**
 * Whether a file of a repository may be written under this name below a folder, on any system: names come from the server and
 * from files of the repository, and could lead elsewhere.
 */
export function isSafeFileName(name: string): boolean {
  if (name.length > 1024 || /\p{Cc}/u.test(name)) return false;
  // Windows takes both slashes, and `C:` in any part for another disk.
  return name.split(/[/\\]/).every((part) => !["", ".", ".."].includes(part) && !/^[A-Za-z]:/.test(part));
}
