/**
 * JavaScript as Node 12 and its elders read it, which ends the program with one line where Node is too old:
 * npm only warns of it.
 * @param {string} range of the package: `>=<major>.<minor>.<patch>`
 */
export function refuseOldNode(range) {
  const [, major, minor] = /^>=(\d+)\.(\d+)\.\d+$/.exec(range)
  // `crypto.hash` came with 20.12 and 21.7.
  return `(function () {
  var version = process.versions.node.split('.').map(Number);
  var isOld = version[0] < ${major} || (version[0] === ${major} && version[1] < ${minor});
  if (!isOld && !(version[0] === 21 && version[1] < 7)) return;
  process.stderr.write('error: create-flux-fleet needs Node.js ${major}.${minor} or newer' + (isOld ? '' : ' (of 21: 21.7)') + ', and this is ' + process.versions.node + ' (' + process.execPath + '). Nothing was written.\\n');
  process.exit(4);
})();`
}
