// The modules that write to the logs of an Expressway, as a document captured from X8.11.3 lists them. EX-63.

/** In the order of that document. */
export const LOGGER_MODULES: readonly string[] = `
  administrator administrator.log config config.log developer developer.abstraction developer.addresschooser
  developer.alarmmanager developer.alternates.config developer.application developer.auth developer.auth.digest.cache
  developer.auth.digest.limitedcache developer.auth.digestauth developer.auth.noncemanager.ntlmauthmanager
  developer.auth.noncemanager.sip developer.auth.noncemanager.stun developer.auth.ntlm developer.authentication.oauth
  developer.bandwidth.bandwidthmgr developer.bandwidth.infosharingprotocol developer.call developer.call.callcounter
  developer.cdbconfigmgr developer.cdbstatussync developer.cdbstatussync.callhistoryconverter
  developer.cdbstatussync.callstatusconverter developer.cdbstatussync.event
  developer.cdbstatussync.event.httpresponseeventdispatcher developer.cdbstatussync.queue
  developer.cdbstatussync.queue.cdbeventqueueeventdispatcher developer.cdbstatussync.registrationhistoryconverter
  developer.cdbstatussync.registrationstatusconverter developer.certificate.verifier developer.cipher.configmonitor
  developer.clientedge.conn developer.clouddomaindb developer.cluster.config developer.clusterpeerstatus
  developer.commandmanager developer.commandmanager.sipservicecheck developer.config.validator developer.cuil
  developer.curlservice.fsm developer.curlservice.fsm.impl developer.dbusmgr developer.dns.uriresolver developer.domaindb
  developer.edgemanager developer.edgemanager.cmsdata developer.edgemanager.conn developer.edgemanager.domaindata
  developer.edgemanager.s2sdata developer.edgemanager.startupcheck developer.edgemanager.xcpdata developer.extappstatus
  developer.externalmanager developer.fips.configmonitor developer.framework.applicationobjectcontroller
  developer.framework.fdmonitor developer.framework.interfacebroker developer.framework.serviceobjectcontroller
  developer.framework.threadeddispatcher developer.fsm developer.fsm.assentclient developer.fsm.assentserver
  developer.fsm.audiomodule developer.fsm.bluereader developer.fsm.cfg developer.fsm.com developer.fsm.cuilfsm
  developer.fsm.curlservicefsm developer.fsm.diffieh developer.fsm.distpar developer.fsm.dns developer.fsm.dnsresponsemgrfsm
  developer.fsm.dport developer.fsm.extappstatus developer.fsm.externalclient developer.fsm.extmng developer.fsm.fal
  developer.fsm.fsm_timer developer.fsm.fsmsys_fsm developer.fsm.fsmwatchdog developer.fsm.fsmwrapper developer.fsm.gkh245route
  developer.fsm.gkq931route developer.fsm.gkras developer.fsm.gktest developer.fsm.h110ctrl developer.fsm.h245leg
  developer.fsm.h245server developer.fsm.h323connectionmgrfsm developer.fsm.h323legfsm developer.fsm.h323msgdsp
  developer.fsm.h323sys developer.fsm.h460client developer.fsm.httpfeed developer.fsm.httpfsm developer.fsm.iir
  developer.fsm.internalclient developer.fsm.l1chip developer.fsm.lcdreader developer.fsm.lincfg developer.fsm.logger
  developer.fsm.makedebugstr_func developer.fsm.mcaspmsg developer.fsm.mcaspraw developer.fsm.mediahalfsfsm
  developer.fsm.mediasessiontestfsm developer.fsm.mrmgr developer.fsm.mrtest developer.fsm.mrtomsfsm developer.fsm.msmgr
  developer.fsm.normbufcleanup developer.fsm.oakcommandhandler developer.fsm.oaktestfsm developer.fsm.operlog developer.fsm.par
  developer.fsm.pci_if developer.fsm.pool_spec developer.fsm.prichip developer.fsm.pridchan developer.fsm.q931leg
  developer.fsm.q931server developer.fsm.q_cp developer.fsm.rs366ll developer.fsm.sgim developer.fsm.shmem_arm
  developer.fsm.shmem_dsp developer.fsm.singlesocket developer.fsm.sipproxylegfsm developer.fsm.sipproxymsgdspfsm
  developer.fsm.sipserviceserverfsm developer.fsm.siptrans developer.fsm.siptrav developer.fsm.siptravtest
  developer.fsm.siptrlay developer.fsm.siptrnsp developer.fsm.socketpair developer.fsm.sockhandler
  developer.fsm.sourcealiasrewriterfsm developer.fsm.system developer.fsm.telnet developer.fsm.test_spec
  developer.fsm.timerlist developer.fsm.transitlocationnodefsm developer.fsm.traversalclientfsm developer.fsm.turnsrv
  developer.fsm.turntestclient developer.fsm.uhpi_dsp developer.fsm.uhpi_host developer.fsm.v35ll developer.fsm.vidses
  developer.fsm.web developer.fsm.winbindservicefsm developer.fsm.xacli developer.gkh323stack developer.h323.connectionmgr
  developer.h323.lib.retrans developer.h323.listener developer.h323.locationresponsemgr developer.h323.msgdsp
  developer.h323.traversal.traversalclient developer.httpclientcurl.httpconnectionpool developer.httpclientcurl.httprequest
  developer.httpclientcurl.httpresponsenoop developer.iwf developer.license developer.mediarouting.core
  developer.mediarouting.manager developer.mediasessionmgr developer.mediasessiontestfsm developer.networkinterfaceconfig
  developer.nomodule developer.objectcontroller developer.pattern.domain developer.pattern_matching developer.platform
  developer.policymgr.policyservice.connectionmgr.local developer.presence developer.presence.pua developer.qos.configmonitor
  developer.registration.h323 developer.registration.h323.h323alternateaddresschooser developer.registration.h323.regdb
  developer.registration.registrationmgr developer.registration.sip developer.registration.sip.regdb developer.replication
  developer.rshell developer.samba_conf_writer developer.search developer.search.cloudmatching developer.search.progress
  developer.serveredge.conn developer.sip.config developer.sip.configmonitor developer.sip.flowtoken developer.sip.identity
  developer.sip.leg developer.sip.msgdisp developer.sip.opdb developer.sip.partialdecoder developer.sip.ping
  developer.sip.procdb developer.sip.services developer.sip.transaction developer.sip.transport developer.sip.traversal.binding
  developer.sip.traversal.cfg developer.sip.traversal.errs developer.sip.traversal.general developer.sip.traversal.resp
  developer.sip.traversal.timer developer.sipmsg developer.sipservice.common.remoteauthzonefactory
  developer.sipservice.proxy.manager developer.sipservice.proxy.proxy developer.sipservice.proxy.requestrouter
  developer.sipservice.proxy.transport developer.sipservice.server developer.sipservice.server.digeststatusrequesthandler
  developer.sipservice.server.dsprocessor developer.sipservice.server.fsm developer.sipservice.server.fsm.impl
  developer.sipservice.server.ntlmstatusresponder developer.sipservice.sipservicesync developer.sipservice.stats
  developer.sipservice.status developer.sockhandler developer.statusmgr developer.statusmgr.history developer.statusmgr.live
  developer.stderr developer.stdout developer.sysadm developer.sysadm.mediaportmonitor developer.sysadm.serviceselectmonitor
  developer.systemresources developer.ttlog.monitor developer.userpolicy.sourcealiasrewriter developer.webserv
  developer.winbindservice.fsm.impl developer.xmlappl developer.zone.activepeerchooser developer.zone.dnszone
  developer.zone.enumzone developer.zone.neighbourzone developer.zone.traversalclientzone developer.zone.traversalserverzone
  developer.zone.zonemgr hybridservices mediastats network network.dns network.h323 network.http network.sip network.tcp
`
  .trim()
  .split(/\s+/)
