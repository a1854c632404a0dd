// Where Cisco document 217212 differs from itself or from what the product prints, and what these pages
// show instead. The page on fidelity prints this list; there is no other disagreement with the document.

/** What the document prints, and what is shown in its place. */
export type Slip = { readonly printed: string; readonly shown: string }

/** Every slip of document 217212 that our pages put right (REF 2.8). */
export const slips: readonly Slip[] = [
  { printed: 'he_cluster_stop', shown: 'ha_cluster_stop' },
  { printed: 'ha_takedown', shown: 'ha_teardown' },
  { printed: 'PGSD Status', shown: 'PCSD Status' },
  { printed: 'Stopping Cluster (pecemaker)', shown: 'Stopping Cluster (pacemaker)' },
  { printed: 'write_log, flush_log, replay_log', shown: 'write_lag, flush_lag, replay_lag' },
  { printed: 'public address (.15) of the primary', shown: '.5' },
  { printed: 'secondary server (.5), fallback step 6', shown: '.10' },
  { printed: 'Sun Jun 28 2021', shown: 'Sun Jun 20 2021' },
  { printed: 'on pts/8', shown: 'on pts/0' },
  { printed: '+08 in a backend_start', shown: '+00' },
  { printed: '8/… in log positions', shown: '0/…' },
  { printed: '#/530C0e', shown: '0/53C0C60' },
  { printed: '0/7879718', shown: '0/7079718' },
  { printed: '0/7079010', shown: '0/7079810' },
  { printed: '0/9880030', shown: '0/9000D30' },
  { printed: '0/C763028', shown: '0/C763B70' },
  { printed: '0/8012730', shown: '0/E012730' },
  {
    printed: '8/7879818 on both nodes after the fallback of lab 1',
    shown: '0/7079810 on the master, frozen; two segments on on the standby',
  },
  {
    printed: '0/10000000 on both nodes after the fallback of lab 2',
    shown: '0/E012730 on the master, frozen; 0/10000000 on the standby',
  },
  { printed: 'call=00 of the failed action', shown: 'call=20, which is ours' },
  { printed: 'backend_start 15:58:57.211121 and 15:08:57.211221 for one value', shown: '15:08:57.211221' },
  { printed: 'backend_start 09:08:59.358586 and 09:08:39.358586 for one value', shown: '09:08:39.358' },
  { printed: 'a line of lags with two of its three', shown: 'all three' },
  { printed: 'Last login 11:03:58 at the teardown of the primary, and 11:03:55', shown: '11:03:55' },
  { printed: 'Last login 19:36:49 at the start of the primary in lab 2', shown: '18:36:49' },
  { printed: 'a stopped secondary that is also a replication slave', shown: 'DB service not currently running, alone' },
  { printed: 'secondary-node (192.168.1.5), its private address', shown: 'its public address, .10' },
  { printed: 'Secondary-node', shown: 'secondary-node' },
  { printed: 'UDI_PID-PI-SOFTWARE;UDI_SN:annan-39', shown: 'UDI_PID:PI-SOFTWARE; UDI_SN:annanr-39;' },
  { printed: 'annan, annann, anranr, annmr', shown: 'annanr' },
  { printed: 'SONMGMT', shown: 'SDNMGMT' },
  { printed: 'cucompub, cuom-pub-30, p37', shown: 'cucmpub, cucm-pub-30, pi37' },
  { printed: 'balance -9 of the BASE licence', shown: '-2' },
  { printed: 'DeviceRequestHandle', shown: 'DeviceRequestHandler' },
  { printed: 'calu', shown: 'cslu' },
  { printed: 'SSM is now in stand-alone mode', shown: 'SSMS is now in stand-alone mode, after two blanks' },
  { printed: 'ssh tunnels.service', shown: 'sshtunha.service' },
  { printed: 'added, aded', shown: 'loaded' },
  { printed: 'one listing of ha_status after the teardown that mixes both nodes', shown: 'each node by itself' },
  { printed: 'the tab Product Instances with Licenses highlighted', shown: 'the tab that is open' },
  { printed: 'Showing All 6 Records, with five rows', shown: 'Showing All 5 Records' },
]
