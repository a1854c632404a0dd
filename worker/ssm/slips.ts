// Where Cisco document 217212 differs from itself or from what the product prints, and what these pages
// show instead. The page on fidelity prints this list; there is no other disagreement with the document.

export type Slip = { readonly printed: string; readonly shown: string }

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
  {
    printed: '8/7879818 on both nodes after the fallback of lab 1',
    shown: 'the frozen position on the master, two segments on on the standby',
  },
  {
    printed: '0/10000000 on both nodes after the fallback of lab 2',
    shown: 'the frozen position on the master, 0/10000000 on the standby',
  },
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
