import { describe, expect, test } from 'vitest'
import { Cluster } from './cluster.ts'

const typeIn = (cluster: Cluster, node: string, line: string, session: string | null = null, login: string | null = null) =>
  cluster.lab.ask(node, { op: 'console', line, session, login })

describe('the command line', () => {
  test('[EX-61] greets with its version, keeps a session, and says Bye! at exit', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const first = typeIn(cluster, 'expc01', '')
    expect(first).toMatchObject({ is: 'console', closed: false })
    if (first.is !== 'console') return
    expect(first.output).toMatch(/^TANDBERG Video Communication Server X14\.0\.2\nSW Release Date: \d{4}-\d\d-\d\d\n\nOK\n$/)
    expect(typeIn(cluster, 'expc01', 'exit', first.session)).toMatchObject({ output: 'Bye!\n', closed: true })
    expect(typeIn(cluster, 'expc01', 'xstatus', first.session)).toMatchObject({ is: 'unknown', what: 'session' })
    expect(typeIn(cluster, 'expc01', '', null, 'operator')).toMatchObject({
      is: 'unknown',
      what: 'login',
      known: ['admin', 'root'],
    })
  })

  test('[EX-61] xStatus prints sections that end with *s/end and an answer that ends with OK', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const output = cluster.type('expc01', 'xstatus')
    expect(output).toMatch(/^\*s SystemUnit:\n {8}Product: "TANDBERG VCS"\n {8}Uptime: \d+\n/)
    expect(output.match(/^\*s\/end$/gm)?.length).toBe(output.match(/^\*s \S/gm)?.length)
    expect(output).toMatch(/\n\nOK\n$/)
    expect(new Cluster().type('expc01', 'xStatus Alternates')).toBe('*s Alternates: /\n*s/end\n\nOK\n')
    expect(cluster.type('expc02', 'xstatus cluster peer 1 clustering')).toBe(
      `*s Cluster:\n        Peer 1:\n                Clustering: "Active as expc01 (Resolved 'expc01.apolo.local' as '10.15.13.15')"\n*s/end\n\nOK\n`,
    )
  })

  test('[EX-61] xConfiguration shows all six peers, explains and changes', () => {
    const cluster = new Cluster()
    expect(cluster.type('expc01', 'xconfig Alternates')).toBe(
      [
        '*c xConfiguration Alternates ConfigurationPrimary: 1',
        '*c xConfiguration Alternates Cluster Name: ""',
        ...[1, 2, 3, 4, 5, 6].map((n) => `*c xConfiguration Alternates Peer ${n} Address: ""`),
        '',
        'OK',
        '',
      ].join('\n'),
    )
    expect(cluster.type('expc01', 'xConfiguration H323 Mode ??')).toBe(
      '*h xConfiguration H323 Mode: <Off/On>\n        H.323 mode, the same on all peers.\n        Default: On\n\nOK\n',
    )
    expect(cluster.type('expc01', 'xConfiguration H323 Mode: off')).toBe('\nOK\n')
    expect(cluster.node('expc01').configuration.h323_mode).toBe('Off')
    expect(cluster.type('expc01', 'xConfiguration H323 Mode: perhaps')).toBe('*e Error: H323 Mode takes <Off/On>\n\nERROR\n')
    expect(cluster.type('expc01', 'xConfiguration Alternates Peer 2 Address: "10.15.13.16"')).toMatch(
      /^\*e Error: Peer 1 address: .*gap/,
    )
    expect(cluster.type('expc01', 'xConfiguration SystemUnit Name: "lab one"')).toBe('\nOK\n')
    expect(cluster.type('expc01', 'xConfiguration SystemUnit')).toContain('*c xConfiguration SystemUnit Name: "lab one"\n')
  })

  test('[EX-61] a list without an entry is shown as empty; only what is no path at all is an error', () => {
    const cluster = new Cluster()
    expect(cluster.type('expc01', 'xConfiguration Zones Zone')).toContain('*c xConfiguration Zones Zone 1 Name: "CUCM"\n')
    cluster.save('expc01', { zones: [] }, 'zones')
    cluster.save('expc01', { search_rules: [] }, 'search-rules')
    for (const path of ['Zones', 'zones zone', 'Zones Policy SearchRules Rule', 'IP Route'])
      expect(cluster.type('expc01', `xConfiguration ${path}`), path).toBe('\nOK\n')
    expect(cluster.type('expc01', 'xConfiguration Zones Zone 1')).toMatch(/^\*e Error: "Zones Zone 1" is not among/)
    // The product has more settings below its groups than are modelled.
    for (const line of ['SIP Advanced SipTlsDhKeySize', 'SIP Advanced SipTlsDhKeySize ?'])
      expect(cluster.type('expc01', `xConfiguration ${line}`)).toMatch(
        /^\*e Error: "SIP Advanced SipTlsDhKeySize" is not among the settings/,
      )
    expect(cluster.type('expc01', 'xConfiguration Weather')).toMatch(/^\*e Error: there is no setting "Weather"/)
  })

  test('[EX-61] xCommand Restart and Boot go down for three and five minutes and end the session', () => {
    for (const [line, minutes] of [
      ['xCommand Restart', 3],
      ['xcommand boot', 5],
    ] as const) {
      const cluster = new Cluster()
      expect(typeIn(cluster, 'expc01', line)).toMatchObject({ is: 'console', closed: true })
      cluster.advance(minutes * 60_000 - 1)
      expect(cluster.node('expc01').state).toBe('restarting')
      expect(typeIn(cluster, 'expc01', 'xstatus')).toMatchObject({ is: 'not-answering' })
      cluster.advance(1)
      expect(cluster.node('expc01').state).toBe('running')
    }
  })

  test('[EX-61] a command of the product that is not modelled says so by name, nonsense is an error', () => {
    const cluster = new Cluster()
    expect(cluster.type('expc01', 'xCommand CheckBandwidth')).toContain(
      'xCommand CheckBandwidth is a command of the product that is not modelled',
    )
    expect(cluster.type('expc01', 'xstatus firewall')).toContain('xStatus Firewall is part of the product that is not modelled')
    for (const line of ['xConfiguration Login', 'xconf login remote: off', 'xConfiguration Login ?'])
      expect(cluster.type('expc01', line)).toContain('xConfiguration Login is part of the product that is not modelled')
    expect(cluster.type('expc01', 'xpreferences')).toContain('xpreferences is a command of the product that is not modelled')
    for (const line of ['make coffee', 'xCommand Dance', 'xStatus Weather', 'xConfiguration Nowhere', 'eventlog many'])
      expect(cluster.type('expc01', line)).toMatch(/^\*e Error: .*\n\nERROR\n$/)
    expect(typeIn(cluster, 'expc01', 'dbxsh', null, 'root')).toMatchObject({
      is: 'console',
      closed: false,
      output: expect.stringContaining('not modelled'),
    })
  })

  test('[EX-15] [EX-61] mappings are added and deleted, and replicate', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    expect(
      cluster.type('expc01', 'xCommand Cluster Address Mapping Add Fqdn: "expc01.apolo.local" IpAddress: "10.15.13.15"'),
    ).toBe('\nOK\n')
    cluster.settle()
    expect(cluster.node('expc02').clustering).toMatchObject({
      addressMapping: { enabled: false, entries: [{ fqdn: 'expc01.apolo.local', ip: '10.15.13.15' }] },
    })
    expect(
      cluster.type('expc01', 'xCommand ClusterAddressMappingDelete Fqdn: "expc01.apolo.local" IpAddress: "10.15.13.15"'),
    ).toBe('\nOK\n')
    expect(cluster.type('expc01', 'xCommand ClusterAddressMappingDelete Fqdn: "a.b" IpAddress: "1.2.3.4"')).toMatch(/not mapped/)
    expect(cluster.type('expc01', 'xCommand ClusterAddressMappingAdd')).toMatch(/needs Fqdn/)
  })

  test('[EX-61] completes the next word of commands, settings and sections', () => {
    const cluster = new Cluster()
    const next = (line: string) => {
      const reading = cluster.lab.read('expc01', { ask: 'completions', line, session: null, login: null })
      return reading.is === 'completions' ? reading.completions : []
    }
    expect(next('xst')).toEqual(['xStatus'])
    expect(next('xstatus Cl')).toEqual(['Cloud', 'Cluster'])
    expect(next('xconfig alternates peer 2 ')).toEqual(['Address:'])
    expect(next('xCommand Rest')).toEqual(['Restart'])
    expect(next('nonsense ')).toEqual([])
  })

  test('[EX-61] every command, setting and section has its help, modelled or not', () => {
    const cluster = new Cluster()
    const listed = (line: string) =>
      [...cluster.type('expc01', line).matchAll(/^\*h (x\w+ [^:\n]+)/gm)].map(([, name]) => name as string)
    const commands = listed('xCommand ?')
    expect(commands).toEqual([...commands].sort((one, other) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1)))
    expect(commands).toEqual(expect.arrayContaining(['xCommand ForceConfigUpdate', 'xCommand AdminAccountAdd', 'xCommand Ping']))
    for (const name of commands) expect(cluster.type('expc01', `${name} ?`)).toMatch(/^\*h xCommand \w+\n {8}\S[\s\S]*\n\nOK\n$/)
    expect(cluster.type('expc01', 'xCommand Ping ?')).toContain('not modelled here')
    expect(cluster.type('expc01', 'xCommand Default Values Set ?')).toContain('Level(r): <1..3>')
    const settings = listed('xConfiguration ??')
    expect(settings).toEqual(listed('xConfiguration ?'))
    for (const name of settings) expect(cluster.type('expc01', `${name} ??`)).toMatch(/: <.+>\n {8}\S.+\n {8}Default: /)
    for (const line of ['eventlog ?', 'configlog ?', 'networklog ??', 'xGetxml ?', 'exit ?'])
      expect(cluster.type('expc01', line)).toMatch(/^\w+ .*\n\nOK\n$/)
    for (const line of ['xCommand Nonsense ?', 'xConfiguration Nonsense ??', 'nonsense ?'])
      expect(cluster.type('expc01', line)).toMatch(/^\*e Error: .*\n\nERROR\n$/)
  })

  test('[EX-61] the root shell completes its own commands, and a script that asks its answers', () => {
    const cluster = new Cluster()
    const next = (line: string, session: string | null = null) => {
      const reading = cluster.lab.read('expc01', { ask: 'completions', line, session, login: session === null ? 'root' : null })
      return reading.is === 'completions' ? reading.completions : []
    }
    expect(next('x')).toEqual([])
    expect(next('fac')).toEqual(['factory-reset'])
    const opened = cluster.lab.ask('expc01', { op: 'console', line: 'factory-reset', session: null, login: 'root' })
    if (opened.is !== 'console') throw new Error(JSON.stringify(opened))
    expect(next('', opened.session)).toEqual(['YES', 'NO'])
  })

  test('[EX-61] eventlog and configlog print what happened, the newest last', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.save('expc01', { sip_udp_mode: 'On' }, 'sip')
    expect(cluster.type('expc01', 'configlog 1')).toContain("configuration/sip/sip_udp_mode - changed from: 'Off' to: 'On'")
    cluster.save('expc01', { h323_mode: 'Off' }, 'h323')
    cluster.settle()
    expect(cluster.type('expc01', 'eventlog 1')).toContain('Event="Alarm Raised" Id="20018"')
  })

  test('[EX-61] [EX-62] the event log says who logs in on the command line and who leaves it, root too', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const sessions = () =>
      cluster.lab
        .logs('expc01')
        .flatMap(({ line }) => /sshd: Event="Admin (Session \w+)".* User="(\w+)"/.exec(line)?.slice(1) ?? [])
    for (const login of ['admin', 'root']) {
      const first = typeIn(cluster, 'expc01', '', null, login)
      typeIn(cluster, 'expc01', 'exit', first.is === 'console' ? first.session : null)
    }
    expect(sessions()).toEqual(['admin', 'root'].flatMap((user) => ['Session Start', user, 'Session Finish', user]))
    // The oldest ends when there is one too many.
    for (let count = 0; count < 9; count += 1) typeIn(cluster, 'expc01', '')
    expect(sessions().filter((word) => word === 'Session Finish')).toHaveLength(3)
  })

  test('[EX-61] xHistory lists no calls and no registrations that ended, as its document does', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    expect(cluster.type('expc01', 'xHistory')).toBe('*h Calls: /\n*h/end\n*h Registrations: /\n*h/end\n\nOK\n')
    expect(cluster.type('expc01', 'xhist calls')).toBe('*h Calls: /\n*h/end\n\nOK\n')
    expect(cluster.type('expc01', 'xHistory ?')).toBe('xHistory Calls\nxHistory Registrations\n\nOK\n')
    expect(cluster.type('expc01', 'xHistory Weather')).toMatch(/^\*e Error: there is no history/)
  })

  test('[EX-61] [EX-05] xStatus counts and lists calls, registrations and licences', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const registrations = cluster.type('expc01', 'xStatus Registrations')
    expect(registrations.match(/^ {8}Registration \d+:$/gm)).toHaveLength(240)
    expect(cluster.type('expc01', 'xStatus Registrations Registration 200')).toContain('Value: "room20"')
    const { service, licences } = cluster.node('expc01') as unknown as {
      service: { calls: { total: number; traversal: number } }
      licences: { installed: number; pooled: number }
    }
    expect(cluster.type('expc01', 'xStatus Calls').match(/State: Connected/g)).toHaveLength(service.calls.total)
    expect(cluster.type('expc01', 'xStatus License')).toBe(
      `*s License:\n        RichMediaSessions:\n                Installed: ${licences.installed}\n                Pool: ${licences.pooled}\n                InUse: ${service.calls.traversal}\n*s/end\n\nOK\n`,
    )
  })

  test('[EX-61] feedback is registered under a number, shown, and ended; the timeline says that nothing leaves the sandbox', () => {
    const cluster = new Cluster()
    const line =
      'xCommand FeedbackRegister ID: 1 URL: "http://192.168.0.1/submitfeedback/" Expression.1: "Status/Calls" Expression.2: "Event/CallAttempt"'
    expect(cluster.type('expc01', line)).toBe('*r Result (status=OK):\n        ID: 1\n*r/end\n\nOK\n')
    expect(cluster.type('expc01', 'xStatus Feedback 1')).toBe(
      '*s Feedback 1:\n        Status: On\n        URL: "http://192.168.0.1/submitfeedback/"\n        Expression 1: "Status/Calls"\n        Expression 2: "Event/CallAttempt"\n*s/end\n\nOK\n',
    )
    expect(cluster.lab.events().at(-1)).toMatchObject({
      kind: 'feedback',
      text: expect.stringContaining('nothing is sent there'),
    })
    // Without a number it takes the first that is free.
    const more = 'xCommand FeedbackRegister URL: "http://192.168.0.2/" Expression.1: "/status/zones"'
    expect(cluster.type('expc01', more)).toContain('ID: 2')
    expect(cluster.type('expc01', more)).toContain('ID: 3')
    expect(cluster.type('expc01', more)).toContain('all 3 feedback requests are in use')
    expect(cluster.type('expc01', 'xCommand FeedbackDeregister ID: 2')).toBe('\nOK\n')
    expect(cluster.type('expc01', 'xStatus Feedback 2')).toBe('*s Feedback 2:\n        Status: Off\n*s/end\n\nOK\n')
    expect(cluster.type('expc01', 'xCommand FeedbackDeregister ID: 2')).toContain('feedback request 2 is not in use')
    for (const wrong of [
      'ID: 4 URL: "http://a/" Expression.1: "Status/Calls"',
      'URL: "nowhere" Expression.1: "Status/Calls"',
      'URL: "http://a/"',
      'URL: "http://a/" Expression.1: "Status/Weather"',
    ])
      expect(cluster.type('expc01', `xCommand FeedbackRegister ${wrong}`)).toMatch(/^\*e Error: /)
  })

  test('[EX-61] xFeedback keeps expressions of one session', () => {
    const cluster = new Cluster()
    const first = typeIn(cluster, 'expc01', 'xFeedback register Status/Calls')
    const session = first.is === 'console' ? first.session : ''
    const say = (line: string, of: string | null = session) => {
      const answer = typeIn(cluster, 'expc01', line, of)
      return answer.is === 'console' ? answer.output : JSON.stringify(answer)
    }
    say('xfeedback register event/locate')
    expect(say('xFeedback list')).toBe('*xf 1 Status/Calls\n*xf 2 Event/Locate\n\nOK\n')
    expect(say('xFeedback deregister 1')).toBe('\nOK\n')
    expect(say('xFeedback list')).toBe('*xf 1 Event/Locate\n\nOK\n')
    expect(say('xFeedback list', null)).toBe('\nOK\n')
    expect(say('xFeedback ?')).toContain('usage: xFeedback register <expression>')
    for (const wrong of ['xFeedback', 'xFeedback register Weather', 'xFeedback deregister 7'])
      expect(say(wrong)).toMatch(/^\*e Error: /)
    expect(say('xFeedback deregister 0')).toBe('\nOK\n')
    expect(say('xFeedback list')).toBe('\nOK\n')
  })
})

test('[EX-61] xStatus Hardware tells what the system unit tells of it, and stands in no document', () => {
  const cluster = new Cluster('expressway-c-cluster-2')
  const { serialNumber } = cluster.node('expc01').identity
  expect(cluster.type('expc01', 'xStatus Hardware')).toBe(
    `*s Hardware:\n        Version: "VMware"\n        SerialNumber: "${serialNumber}"\n*s/end\n\nOK\n`,
  )
  expect(cluster.type('expc01', 'xStatus ?')).toContain('xStatus Hardware\n')
  expect(cluster.type('expc01', 'xStatus')).not.toContain('*s Hardware')
})
