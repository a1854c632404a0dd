// The commands that concern the cluster and what its peers share: address mappings, links, configuration and key. EX-61.

import { saveClustering } from './clustering.ts'
import { linksOf, withDefaultLinks } from './configuration.ts'
import { type Command, required, whyNotSaved } from './console-command.ts'
import { knowsMapping } from './mapping.ts'
import { forceUpdate } from './replication.ts'
import { saveItems } from './saving.ts'
import { forceKeyUpdate } from './system-key.ts'

export const CLUSTER_COMMANDS: readonly Command[] = [
  {
    name: 'ClusterAddressMappingAdd',
    isFor: knowsMapping,
    what: 'Adds a pair of FQDN and IP address to the cluster address mapping table.',
    parameters: [required('Fqdn', '<S: 1, 128>'), required('IpAddress', '<S: 1, 128>')],
    run: (draft, { fqdn = '', ipaddress = '' }) => {
      const { entries } = draft.state.shared.addressMapping
      return whyNotSaved(saveClustering(draft, { address_mappings: [...entries, { fqdn, ip: ipaddress }] }, 'cli'))
    },
  },
  {
    name: 'ClusterAddressMappingDelete',
    isFor: knowsMapping,
    what: 'Deletes a pair from the cluster address mapping table.',
    parameters: [required('Fqdn', '<S: 1, 128>'), required('IpAddress', '<S: 1, 128>')],
    run: (draft, { fqdn = '', ipaddress = '' }) => {
      const { entries } = draft.state.shared.addressMapping
      const left = entries.filter((entry) => entry.fqdn.toLowerCase() !== fqdn.toLowerCase() || entry.ip !== ipaddress)
      if (left.length === entries.length) return `${fqdn} is not mapped to ${ipaddress}`
      return whyNotSaved(saveClustering(draft, { address_mappings: left }, 'cli'))
    },
  },
  {
    name: 'ForceConfigUpdate',
    what: "Deletes this peer's configuration and takes that of the configuration primary. Never run it on the primary.",
    parameters: [],
    run: (draft) => forceUpdate(draft),
  },
  {
    name: 'ForceSystemKeyUpdate',
    what: 'Distributes the system key of this peer; in a cluster run it where alarm 40055 is not raised.',
    parameters: [],
    run: (draft) => forceKeyUpdate(draft),
  },
  {
    name: 'DefaultLinksAdd',
    what: 'Restores links between the Default Subzone, Traversal Subzone, Cluster Subzone and the Default Zone.',
    parameters: [],
    run: (draft) => {
      return whyNotSaved(saveItems(draft, 'links', { links: withDefaultLinks(draft.state.shared.configuration) }, 'cli'))
    },
  },
  {
    name: 'LinkAdd',
    what: 'Adds and configures a new link.',
    parameters: [required('LinkName', '<S: 1, 50>'), required('Node1', '<S: 1, 50>'), required('Node2', '<S: 1, 50>')],
    run: (draft, { linkname = '', node1 = '', node2 = '' }) =>
      whyNotSaved(
        saveItems(
          draft,
          'links',
          { links: [...linksOf(draft.state.shared.configuration), { name: linkname, node1, node2 }] },
          'cli',
        ),
      ),
  },
  {
    name: 'LinkDelete',
    what: 'Deletes a link.',
    parameters: [required('LinkId', '<1..3000>')],
    run: (draft, { linkid = '' }) => {
      const links = linksOf(draft.state.shared.configuration)
      const left = links.filter((_, index) => String(index + 1) !== linkid)
      if (left.length === links.length) return `there is no link ${linkid}`
      return whyNotSaved(saveItems(draft, 'links', { links: left }, 'cli'))
    },
  },
]
