// Where a node's own web interface is: an origin of its own where names under this one lead here, else a path.

/** A build setting: the name under which every node has one, where that is not the site's own. */
const NODES_AT: string = import.meta.env.PUBLIC_NODES_AT ?? ''

/** The address at which a node (or a name such as the virtual IP's) of a sandbox serves its own web interface. */
export function ownAddress(sandbox: string, node: string, here: Location = location): string {
  const isLocal = here.hostname === 'localhost' || here.hostname.endsWith('.localhost')
  const base = NODES_AT !== '' ? NODES_AT : isLocal ? here.host : ''
  return base === '' ? `${here.origin}/s/${sandbox}/${node}/` : `${here.protocol}//${node}--${sandbox}.${base}/`
}
