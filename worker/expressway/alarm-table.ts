// The alarm table of a real system (X8.11.4): every alarm that there is, with its UUID, the links of its
// solution, and the number under which the status document lists it. Alarms that came later are in alarms.ts.

export type AlarmRow = {
  readonly id: string
  readonly uuid: string
  readonly severity: string
  readonly item: number // rank of the UUID among all of them
  readonly links: string // as the database prints them: a text that holds JSON
}

const ROWS = `
10001|2a3df3fa-d909-11de-a87e-001d09a14174|critical|39|""
10001|9322bbdc-d8fd-11de-a364-001d09a14174|critical|153|""
10001|be26b15c-d908-11de-85e4-001d09a14174|warning|207|""
10001|d445eea4-d8fd-11de-8914-001d09a14174|critical|225|""
10002|f2a276a5-82b9-4ea0-a5ae-64ee93035de4|critical|268|""
10003|29f6da73-bef7-4b4c-aec4-49d00f3c9e49|critical|38|""
10004|aed84013-4773-47a3-8a6d-7c8644f7e823|critical|178|""
15004|9bd0e9fa-af8c-11df-afe9-5fb4eeab834a|error|161|"incidentview"
15005|c4fab7c0-6815-11df-8463-0010f30f627c|warning|215|"restartoptions?reboot"
15006|75339304-9d59-4e7b-8584-b0f6b005d5c3|warning|122|"restartoptions?restart"
15007|dbd276d2-9e51-11df-85bb-8b5d7e165ac8|alert|234|""
15008|72653934-f71e-11df-9ce3-83640e817204|warning|120|"backuprestore"
15009|509481d0-2338-4d32-b62e-f64900938539|alert|82|""
15010|9cd08a04-af8c-11df-8045-6361fdf14697|error|163|"incidentview"
15011|28e9758c-af74-11df-bc7c-377aec3ad232|error|35|"incidentview"
15012|486b11e7-8356-4998-b6fc-4aa800751eea|warning|70|""
15013|eed3941c-ee3d-45cc-a42b-49be966c9e46|alert|266|""
15014|d94e0192-632a-43cc-af95-3a6fbdf8f78b|warning|232|"restartoptions?restart"
15015|fd7d4423-0578-4cd0-9049-c821f1775dfe|warning|284|""
15016|91564065-1f0b-48a7-ab3d-2119092ca3b7|warning|150|"restartoptions?restart"
15017|bc8b391f-3927-4051-aabf-799fbf222794|warning|204|""
15018|baa646d3-3c5e-452e-9d12-46901fb9fc76|critical|201|""
15019|1a18bfa6-f822-11e1-b0db-c35cb1b8e3e5|error|20|"restartoptions?restart"
15020|d24d7960-fe5e-4eff-850c-69aa08db71b2|warning|223|"restartoptions?reboot"
15021|358a53e2-dd82-47e5-b802-c64b06874270|warning|52|["Delayed Cisco XCP Router restart", "xcprouterrestart"]
15022|ea63acf0-1dda-4f1b-acff-c2cddeeaae54|warning|258|"restartoptions?restart"
20003|c3bb003b-e268-4af1-a35c-b1cf8241be37|warning|214|"clustering"
20004|3bca6888-f622-11df-93be-07cc953d7b99|warning|56|"clustering"
20005|5f46be07-a979-4740-af95-dfb0c5065455|warning|101|"clustering"
20006|0f96695e-d954-4f6f-85c1-2ef1eae6f764|warning|12|"clustering"
20007|e2b8e3d1-b731-4d7d-b606-4682a8f0c2e6|warning|248|"restartoptions?restart"
20008|b8e77ffd-1a4a-43d9-983d-46da31a343d0|warning|196|""
20009|74111534-b4b3-452c-b456-c8579e756e2a|warning|121|"help/clusterreplication"
20011|66484acf-7b27-4089-b868-43b1799f1e5a|warning|109|"help/clusterreplication"
20012|97b231c6-7215-407d-88d0-71ada9b14b19|warning|154|"clustering"
20014|fcbdaabf-5e6b-4b72-a743-03fbc537d5a3|warning|281|"help/clusterreplication"
20015|3e48d921-3646-46ff-98cb-d1ec25ac4584|warning|60|"clustering"
20016|a274d1a2-293a-429e-ae90-923726368285|warning|167|"clustering"
20017|919b1712-758a-48a7-8512-202b39daa680|warning|151|"help/clusterreplication"
20018|8dc6a9be-26de-43cc-a3a1-4cbb15a790b7|warning|146|["H.323", "h323"]
20019|7dc742f5-c732-4c71-885a-78fac407e759|warning|130|["txt.CLUSTERING_LINK", "help/clusterfindme"]
20020|56130540-e12e-11e5-a5e4-537d1dd4c150|warning|88|"restartoptions?restart"
20021|b98aaa00-356f-46aa-adf4-2edfbf558dd6|warning|198|["txt.ONLINE_HELP", "help/portreference"]
25001|e9e6b8fe-956f-11df-9c2e-2f0235aeb896|warning|255|"restartoptions?restart"
25002|992bace4-fac4-11de-91d1-00223ff026c1|warning|156|["lnk.TIME", "time", "DNS", "dns"]
25003|2b8b5bdf-b992-4e76-8a8f-7bb8f65bb483|warning|43|["IP", "ip"]
25004|ddbf18cf-4abb-44f0-9826-3115178366fe|warning|236|["IP", "ip"]
25006|4b5c490d-47c1-42ee-88b1-a8adfe751bb2|warning|76|["IP", "ip", "link.RESTART_THE_SYSTEM", "restartoptions?restart"]
25007|297fe253-f587-40a4-989f-f368fa99824b|warning|37|"restartoptions?restart"
25008|6423ac68-1662-41e1-bff3-8495cc290e67|warning|105|"restartoptions?restart"
25009|17e7fd2d-83c1-4f17-bc69-641ebcccec79|warning|17|"restartoptions?restart"
25010|9996d5f7-dbc3-45bf-a3cd-075d7f80e7e6|warning|159|"restartoptions?restart"
25011|5f0a0e3c-8e11-4559-b2cb-60356ed0c3d0|warning|100|"restartoptions?restart"
25013|f65bb908-49ee-4b73-9a86-4e097ed2f7be|warning|272|["IP", "ip"]
25014|0d27eb91-718f-4478-b4b9-e1ffbb0c1659|warning|8|["IP", "ip"]
25015|fa6e2e8d-ddef-4ac9-83c9-bf61cb75ec04|warning|278|"restartoptions?restart"
25016|9d9819a7-ef53-4b38-9086-868d8db74185|warning|164|"ethernet"
25017|b0ff5e63-625d-426f-a905-2c296b471fca|warning|185|"restartoptions?restart"
25018|5333f086-6986-4e1f-8e65-0d8c1e19957f|warning|86|["Local inbound ports", "localportlist", "Local outbound ports", "sourceportlist"]
25019|38c9ca26-fd25-4bac-b5e7-83b1052fd131|warning|54|""
25020|992bace4-fac4-11de-91d1-00223ff026c2|warning|157|["lnk.TIME", "time"]
25021|56571d3a-66de-11e1-9891-534a0e304347|warning|89|["lnk.TIME", "time", "DNS", "dns"]
25022|1ce1bfca-1b28-4854-834d-e7a3316b65ab|warning|22|["lnk.TIME", "time"]
25023|2111292f-a5d7-4216-ae32-a318654bd4e0|warning|27|"cuplookup"
25024|f9c8b65b-05d2-4efa-b7cc-fa6d3f01c763|error|277|"ip"
25025|fb6e2e8d-ddef-4ac9-83c9-bf61cb75ec04|critical|279|["DNS", "dns", "lnk.smart_call_home", "sch"]
25026|8a1d0960-2e68-4576-92e4-63367d19cb48|warning|142|"restartoptions?restart"
25027|5a41b659-5897-4557-af33-61be5ee5e3e9|critical|95|["TURN", "turn"]
25028|e59b7e18-b605-4017-80cb-144d47f6a2e2|critical|249|["TURN", "turn"]
30001|b1c6dbbc-ea87-4a06-b0ec-0f3ede7cb473|warning|187|""
30002|c6ae471a-c4a3-48c7-8763-2397d7c5c568|warning|218|""
30003|7f7dd320-d1ac-440e-998a-2cbab2b8bbdf|warning|131|""
30004|7154c27a-565c-4dd8-a6be-1d61fd3d7ff2|warning|118|""
30005|fff10e4d-5f69-4e7e-9074-43c6c2c10846|warning|288|""
30006|be00840e-0f45-11e0-a3e3-7317096b5252|warning|206|"restartoptions?restart"
30007|4507c9a4-c7b2-4db8-8b69-34788ac207d6|warning|65|""
30008|4836f60e-02de-11e0-bb2e-abe08f6f1f29|warning|69|"optionkeys"
30009|498e8219-ad5d-41d3-9675-6433f779211d|warning|71|"optionkeys"
30010|b0d9294c-a32e-406e-ad16-c10030c98ab9|warning|183|""
30011|1eb74c5a-8049-4713-92fb-e9cd1ac83d15|warning|26|["Add option key", "optionkeys", "Disable TURN services", "turn"]
30012|12a0eb85-a432-458d-ae23-2b1d7ee4d9fd|warning|13|["txt.ONLINE_HELP", "help/clusterlicense"]
30013|a3ad520d-69d7-4301-ad79-9bdb984d4d8c|warning|171|["txt.ONLINE_HELP", "help/clusterlicense"]
30014|4a61f9cd-9572-4110-a316-7fdb460f3eef|warning|74|["txt.ONLINE_HELP", "help/clusterlicense"]
30015|6bf74e6b-3f50-44a3-aafe-87ee7bfb610d|warning|113|["txt.ONLINE_HELP", "help/clusterlicense"]
30016|65d797cc-0726-4ff3-9c02-8a9c4bdd12c1|warning|108|["txt.ONLINE_HELP", "help/clusterlicense"]
30017|8da41838-08cb-4be8-b7ff-de42152f0a3b|warning|145|["txt.ONLINE_HELP", "help/clusterlicense"]
30018|4b0a8b99-c5a6-4a7f-86a1-151dc7621005|warning|75|""
30019|59709f96-6b64-4833-9e7e-afe63ffa738f|warning|91|""
30020|c5abf49d-cbfb-4274-9f18-6b714cb0fdb9|warning|216|""
30021|ecc59bb0-6d04-4cbd-ba58-4c22de8f6dc5|warning|260|""
30022|4cc1b197-188a-4b11-b433-a7a7234c2030|warning|77|""
30023|87ea3f97-06c4-4d5c-8d37-e13af6b00bae|warning|139|""
30024|fbe63fa7-7477-4802-97d7-36a4c876cd5f|warning|280|""
30025|1e808adc-205e-11e3-a08d-e7d0f7bf44ec|warning|24|"restartoptions?restart"
30026|e238ddf6-df62-11e5-b86d-9a79f06e9478|warning|242|""
30027|e238e26a-df62-11e5-b86d-9a79f06e9478|warning|243|""
30028|e238e346-df62-11e5-b86d-9a79f06e9478|warning|244|""
30029|e238e42c-df62-11e5-b86d-9a79f06e9478|warning|245|""
30030|e238e8dc-df62-11e5-b86d-9a79f06e9478|warning|246|""
30031|e238e9ae-df62-11e5-b86d-9a79f06e9478|warning|247|""
35001|8cf38531-41f6-4a64-89fd-981ac0ab7957|warning|144|["DNS", "dns"]
35002|d573902e-bac6-4b60-aebe-1d4d92a0a166|warning|227|["NTP", "time"]
35003|f6b8993b-8025-4ec3-b88a-d0844bd70395|warning|273|["DNS", "dns"]
35004|31ede676-d4c3-4510-9213-861f2e1a4310|warning|47|"loginldap"
35005|1d0a5594-ddc8-4de3-b7ae-e5d87cbc7a4a|warning|23|["NTLM", "ntlm"]
35007|b0eb7ba9-5452-4b50-b454-3665bb1565c1|warning|184|"help/spnego"
35008|b0629660-5118-4a9b-ae5e-ad6ea4a4ba77|warning|181|["NTLM", "ntlm"]
35009|8e67ffb3-f082-405f-82f9-d2066f5d7270|warning|149|["link.HERA_STATUS_PAGE", "provisioningservicestatus"]
35010|bba06abc-f234-40f0-8564-7998339b03aa|warning|203|["full synchronization", "tmsservices"]
35011|d5d4f825-532d-4a60-b2a6-d9c99d430afe|warning|228|["full synchronization", "tmsservices"]
35012|6e308241-b1c3-4eae-96d1-3353efb8609c|warning|114|""
35013|a19a462a-cf7e-4b6f-b333-33b2e502ec0b|warning|166|["ttl.EVENT_LOG", "eventlog", "Zone", "zones"]
35014|eec2e63b-91f3-40b4-932b-4ab38586b220|warning|265|""
35015|ee0d45db-236d-4797-9324-4e2ac1f0cd85|warning|263|["Zone", "zones"]
35016|8e343fc2-4af1-11e4-b32a-afc6657ac7f6|warning|148|"samlexport"
40001|e69c37e7-d20b-46d0-a1b0-f3b4c705d6ff|warning|253|"crlupdater"
40002|d308bebc-c4f9-4c62-9dec-c93272a53290|warning|224|""
40003|712ba24b-6725-42c2-87fc-f71552abe95e|warning|117|"help/rootaccount"
40004|e64ed7e8-294a-11e0-b11d-2be8a2b46965|warning|251|"system"
40005|5ac18763-6d5d-46a3-bbaa-61ebb2f17c2f|warning|96|"adminaccounts"
40006|2f5005ac-aa98-46b2-92dd-652e307047bc|warning|45|["CRL distribution point", "crlupdater", "ttl.EVENT_LOG", "eventlog"]
40007|f57916ba-2ab8-40d5-b79c-3344d94b6a1b|warning|271|""
40008|e75e78ab-54a1-4506-a7f6-a7dabcc416eb|warning|254|"help/defaultsshkey"
40009|1802571b-4e79-4b9f-926a-c038acbd207f|warning|19|"restartoptions?restart"
40011|013377ed-d5ee-11df-b400-3863ae44fa77|warning|2|"system"
40012|9ae34175-5373-4897-8253-8217835ac97a|warning|160|"externalmanager"
40013|3c08c8ee-d769-4677-8ca1-6f8ad870f0c8|warning|57|"system"
40014|86a198d0-a712-46fd-a0d3-3f6ecd208377|warning|138|"system"
40015|28e66ad6-d5ee-11df-bce4-db17e50aa616|warning|34|"system"
40016|419d1360-10b7-11df-8584-00044b063373|warning|63|"loginldap"
40017|557a73a6-2159-4898-a799-c55cfcfd1e54|warning|87|"incidentreporting"
40018|4cc711c6-41c9-47bb-a63b-76b0bf95aa0f|warning|78|""
40019|1c9b7f1e-fdff-4a2e-b974-4e80486c6c83|warning|21|"externalmanager"
40020|d4ad6a44-6ced-4691-81ea-e770dad77dab|warning|226|["NTLM", "ntlm"]
40021|7f923973-101c-4143-b8a8-b1debd7a6f19|warning|132|"logging"
40022|8ae5a409-8488-44c6-b68f-f2ea76521c81|warning|143|["NTLM", "ntlm"]
40024|f1dedb00-0b53-11df-b0b1-00044b063373|warning|267|"loginldap"
40025|bf6c45e0-aecb-4d19-8159-5cc1f53cc6bb|warning|210|"snmp"
40026|cab8fb07-b62f-4e80-bd95-fba9f1a8746e|warning|219|"restartoptions?reboot"
40027|4695935d-c870-494d-bb03-4c3e75e3635d|warning|66|"tmsservices"
40028|52b68d89-769b-4881-a3c4-d6d038f8cc7a|warning|85|"help/rootaccount"
40029|ac2ddc5e-2dbd-421a-8588-4d7c1d545e48|warning|176|""
40030|deb98f14-538d-4764-b52a-da6216014748|warning|237|"firewallrulesconfig"
40031|ea2175c8-7a6c-11e1-a41b-3708110080c2|warning|256|"firewallrulesconfig"
40032|b18b1f9a-736c-11e1-821d-d30084d4d7f5|warning|186|"restartoptions?restart"
40033|46ff8887-8609-46fa-bc4b-08165a80985e|warning|67|["SIP configuration page", "sip", "DefaultZone", "defaultzone"]
40034|e12b022c-abef-11e1-aa88-afae28a9d671|warning|239|"firewallrulesconfig"
40035|49ee2900-d185-11e1-b23c-5339f8c469dc|warning|73|"restartoptions?restart"
40036|c600ad6f-cefb-417e-9806-3d188c1ea3f6|warning|217|["Domain", "domains", "TraversalServer Zone", "zones"]
40037|f2b8149b-e0f7-4b70-ba9b-8f2aa627ca35|warning|269|["TraversalClient Zone", "zones"]
40038|a8b13729-8cd3-4500-97cd-9cdfd6e7121a|warning|174|["Domain", "domains", "TraversalServer Zone", "zones"]
40039|ed42f148-2428-42fb-84f0-312d236aae14|warning|261|["TraversalClient Zone", "zones"]
40040|c173658a-ea9b-40b9-9b53-88f1628d1d45|warning|213|["Zone", "zones"]
40041|2a587aa4-1146-11e2-bcf6-cbb19b1d7e2f|warning|40|"protectionoverview"
40042|8033c974-71fe-11e2-a254-e389326e3fa5|warning|134|["SIP configuration page", "sip", "Zones", "zones", "link.RESTORE", "backuprestore"]
40043|ba610520-d4f6-11e2-8b8b-0800200c9a66|warning|199|["Zone", "zones"]
40044|2bada2c4-cea3-11e2-9495-a71e612d585e|warning|44|["link.BACKUP", "backuprestore", "lbl.VIEW_INSTRUCTIONS", "help/fipsfactoryreset"]
40045|b094f4f8-cf50-11e2-b3a5-af9df326a419|warning|182|"restartoptions?restart"
40048|009c300e-e5f2-4863-8e14-37354d4c274c|warning|1|["SIP configuration page", "sip"]
40049|e1b1371e-e130-11e5-83d2-d310aba28a39|notice|240|"clustering"
40050|e62bac28-8318-11e5-adf2-989096a1f008|warning|250|["link.FIREWALL", "firewallrulesconfig", "link.RATE_LIMITS", "ratelimits"]
40051|e1fc81a0-d6e4-4898-a612-a3d8ab9f44ee|warning|241|["generate a CSR", "generatecsr"]
40052|e6810ee9-733b-4906-9146-f61e9555285c|warning|252|"servercertificate"
40053|340cf225-83c7-4a4f-a56a-f8f89e66b2d7|warning|50|["link.CIPHERS", "ciphers", "link.LOGGING", "logging"]
40054|5a25e1ca-9b86-4d52-9e94-3671fa56afaa|warning|94|"cucmlookup"
40055|d9c3e468-10d2-48fe-b313-02ed17544095|warning|233|"restartoptions?restart"
40100|d0ab450a-eb92-11e1-9380-8b99fc7b791e|warning|221|"restartoptions?restart"
45001|81656a62-44a6-4bc3-a94e-53e0e1e3d60a|warning|135|"adminpolicy"
45002|65375788-396a-44c0-96bc-b8ddade5df2f|warning|107|"help/default_links"
45003|584bb277-f4f5-465e-ac16-59be20f85ba5|warning|90|["H.323", "h323", "SIP", "sip"]
45004|a31330d2-ee0d-4e96-a99c-b2dac8c254f4|warning|170|["Reconfigure FindMe mode", "userpolicy", "reinstall the option key", "optionkeys"]
45005|bdc0c194-bfea-490d-90b0-3cd5c3488d47|warning|205|["Reconfigure Interworking mode", "interworking", "reinstall the option key", "optionkeys"]
45006|b91de53c-0bd0-4a65-885e-9f9cbee7e48e|warning|197|"help/default_links"
45007|b4654db6-f4f8-4751-850f-0974f34fac85|warning|190|"help/default_links"
45008|d5f99ee8-ef13-48a5-9bf7-621949c0b890|warning|229|"help/default_links"
45009|019dae6b-fca6-4ecb-b556-f564e3e71432|warning|3|["Zone", "zones"]
45012|13bcfd1f-426a-43c7-9ce4-0374fbc6007c|warning|14|["Default Subzone", "defaultsubzone", "Subzone", "subzones", "Zone", "zones"]
45013|d69612e5-bdb7-430f-992d-c1b834a9bd6e|warning|230|["Default Subzone", "defaultsubzone", "Subzone", "subzones", "Zone", "zones"]
45014|2a8ece96-c057-43aa-9a10-ed22d1f727ed|warning|41|["Zone", "zones"]
45016|5bb5a8a8-5996-4f27-a2ef-68e7cc67b4fe|warning|99|["Zone", "zones"]
45017|17ffca91-ea96-4809-b9b6-c6ca1e1a274d|warning|18|["SIP configuration page", "sip", "Subzone", "subzones", "Default Subzone", "defaultsubzone"]
45018|b50f94a0-e431-4937-9f44-440749eafedf|warning|191|["Zones", "zones", "SIP configuration page", "sip"]
45019|f8ed8592-5b26-11e2-87ae-7ff1a69a7a94|warning|275|["Traversal Subzone", "traversalsubzone"]
45020|d14900c0-740b-42fc-8261-b0c193c5d95b|warning|222|["Zones", "zones"]
55001|b563cca9-240e-4933-aaa6-15151c654290|warning|192|"b2buarestart"
55002|346097ca-3922-4bc5-927b-d45dd47db808|warning|51|["txt.B2BUA_CONFIG", "b2buaconfig", "txt.RESTART_B2BUA", "b2buarestart"]
55003|fd16ade2-fb50-478b-891c-23b902245668|warning|283|["txt.TRUSTED_HOSTS", "b2bualisteners", "txt.RESTART_B2BUA", "b2buarestart"]
55004|0da32334-8393-4dbb-a47b-4b5bb51b5169|warning|9|["txt.B2BUA_CONFIG", "b2buaconfig", "txt.RESTART_B2BUA", "b2buarestart"]
55005|920c3405-9a7d-45cb-b22b-76282e571f5c|warning|152|["txt.B2BUA_CONFIG", "b2buaconfig", "txt.RESTART_B2BUA", "b2buarestart"]
55005|ad6a1522-93c6-4041-a508-09b849a28668|warning|177|["txt.B2BUA_CONFIG", "b2buaconfig", "txt.RESTART_B2BUA", "b2buarestart"]
55006|f34af8fc-8c6f-4cc6-a826-82a873ea2ce0|warning|270|["txt.B2BUA_CONFIG", "b2buaconfig", "txt.RESTART_B2BUA", "b2buarestart"]
55007|4d7849ba-38b4-45d8-83c8-38a7619e4196|warning|79|["txt.B2BUA_CONFIG", "b2buaconfig", "txt.RESTART_B2BUA", "b2buarestart"]
55008|5b8fe11f-88a8-46f2-97ef-4b12e53f1b63|warning|97|["txt.VCS_FQDN", "dns", "txt.RESTART_B2BUA", "b2buarestart"]
55008|b306f2a7-660d-44a5-bd90-a8d549b64306|warning|188|["txt.VCS_FQDN", "dns", "txt.RESTART_B2BUA", "b2buarestart"]
55009|9c7bebed-bbb1-4cc7-8a9c-be431195ed51|warning|162|["txt.VCS_LAN1_IPV4", "ip", "txt.RESTART_B2BUA", "b2buarestart"]
55009|b7593a1f-72ee-41f7-a72f-fa34b5d500db|warning|195|["txt.VCS_LAN1_IPV4", "ip", "txt.RESTART_B2BUA", "b2buarestart"]
55010|af788dda-9e31-4de5-b274-1e6503818705|warning|179|["txt.B2BUA_CONFIG", "b2buaconfig", "txt.RESTART_B2BUA", "b2buarestart"]
55011|a8d75355-f789-4ab5-9630-800e6179dedf|warning|175|["txt.B2BUA_CONFIG", "b2buaconfig", "txt.RESTART_B2BUA", "b2buarestart"]
55012|2b7ee0ba-a27f-4029-9b3e-1df390b2680d|warning|42|["txt.B2BUA_CONFIG", "b2buaconfig", "txt.RESTART_B2BUA", "b2buarestart"]
55013|64351745-5f6b-42ad-9ab9-c4aea43d4603|warning|106|["txt.OPT_KEYS", "optionkeys"]
55014|ed7fc7a6-4b00-42c6-bb65-12cbd41e3609|warning|262|["txt.B2BUA_CONFIG", "b2buaconfig", "txt.RESTART_B2BUA", "b2buarestart"]
55015|a6f6fef9-8603-4854-af03-edff2cb8f752|warning|173|["txt.TRUSTED_HOSTS", "b2bualisteners", "txt.RESTART_B2BUA", "b2buarestart"]
55016|09888c4b-0025-4410-ab8b-7770c1ca38dc|warning|7|["txt.B2BUA_CONFIG", "b2buaconfig", "txt.RESTART_B2BUA", "b2buarestart"]
55017|72389b6d-d699-4c9e-82d8-7bf396903cf3|warning|119|["txt.B2BUA_CONFIG", "b2buaconfig", "txt.RESTART_B2BUA", "b2buarestart"]
55018|f93f8f38-e243-470d-bdee-45cf374094fd|warning|276|["txt.B2BUA_CONFIG", "b2buaconfig", "txt.TRUSTED_HOSTS", "b2bualisteners", "txt.RESTART_B2BUA", "b2buarestart"]
55019|bf137940-964b-4677-b9c2-444a28f922a9|warning|208|["ttl.B2BUA_TURN", "b2buaturn"]
55021|3669ae58-57e1-4944-9a55-c7e4b67d7cb9|warning|53|["txt.B2BUA_CONFIG", "b2buaconfig", "txt.RESTART_B2BUA", "b2buarestart"]
55023|678e1662-4cc8-446a-876a-569fd246246a|warning|111|["txt.TRANS_POLICY_RULES_CONFIG", "b2buatranscoders", "txt.RESTART_B2BUA", "b2buarestart"]
55024|620c88df-2ecf-46b6-8018-bbfcf6bded8d|warning|102|["txt.B2BUA_CONFIG", "b2buaconfig", "txt.RESTART_B2BUA", "b2buarestart"]
55025|26db5b23-198a-4912-8a57-f3abcd68ccd0|warning|33|["txt.B2BUA_TRANSCODERS", "b2buatranscoders", "txt.RESTART_B2BUA", "b2buarestart"]
55026|21b75062-29ee-4d6b-a1fc-537c395bed7a|warning|28|["ttl.B2BUA_TURN", "b2buaturn"]
55028|5ba2d48e-8af8-4dd4-b7e8-d78098d5752d|warning|98|["txt.B2BUA_CONFIG", "b2buaconfig", "txt.RESTART_B2BUA", "b2buarestart"]
55029|6eb7a611-c7bc-40ed-975f-3a2f78e8d2d9|warning|115|["txt.B2BUA_CONFIG", "b2buaconfig", "txt.RESTART_B2BUA", "b2buarestart"]
55030|498f26c4-924a-4ada-b472-253d3e000b8e|warning|72|["txt.B2BUA_CONFIG", "b2buaconfig", "txt.RESTART_B2BUA", "b2buarestart"]
55031|850cfc81-6b22-40b7-8cad-6685aa8ae7a7|warning|137|["txt.B2BUA_CONFIG", "b2buaconfig", "txt.RESTART_B2BUA", "b2buarestart"]
55032|b5c8e6c3-e225-497c-864f-c709c80585f6|warning|193|["txt.B2BUA_CONFIG", "b2buaconfig", "txt.RESTART_B2BUA", "b2buarestart"]
55033|8488966a-2b67-4b73-a32f-8b6e38e0b3db|warning|136|["txt.B2BUA_OCS_TRUSTED_HOSTS", "b2bualisteners"]
55034|036dd5c4-be61-45c5-92a8-7926465d0528|warning|4|["txt.B2BUA_OCS_TRUSTED_HOSTS", "b2bualisteners"]
55035|52564cd8-8ae5-4e96-b76f-69ce5ac0376a|warning|84|"b2buarestart"
55036|8a1c1335-bad2-487a-b581-4c05d27fa5cb|warning|141|"b2buarestart"
55037|41a92d6d-68fb-4775-bbfb-411ac5de8d77|warning|64|["txt.B2BUA_STATUS", "b2buastatus", "txt.RESTART_B2BUA", "b2buarestart"]
55101|ff902883-5e5e-42e6-8e03-ba1898a505bd|warning|287|["alm.RESTART_SERVICE", "b2buarestart"]
55102|bf681ea3-95bd-4f21-9625-add52bd3544b|warning|209|["alm.RESTART_SERVICE", "b2buarestart"]
55103|7af253ff-24e7-4d67-a79f-e7b82d2da824|warning|129|["alm.RESTART_SERVICE", "b2buarestart"]
55104|fe26b20f-6a48-4923-a3d3-110863f3cd47|warning|286|["alm.RESTART_SERVICE", "b2buarestart"]
55105|23510ccb-54ff-45ed-893d-b339f8a33341|warning|30|["alm.RESTART_SERVICE", "b2buarestart"]
55106|affea893-be58-4d3e-952f-64c38abc3c4c|warning|180|["alm.RESTART_SERVICE", "b2buarestart"]
55107|d8f7d5be-71b0-4062-813c-8f38ce1cd356|warning|231|["alm.RESTART_SERVICE", "b2buarestart"]
55108|886c0007-96d6-43ba-8e8f-087895d29772|warning|140|["alm.RESTART_SERVICE", "b2buarestart"]
55109|4fa1a45a-b0de-4660-aa47-3e2c1290f0b3|warning|81|["alm.RESTART_SERVICE", "b2buarestart"]
55110|a5373ad0-a09a-428f-b8b9-755ca63c8dd9|warning|172|["alm.RESTART_SERVICE", "b2buarestart"]
55111|f725a616-2cb6-48e8-aaa0-43af62ba28a4|warning|274|["alm.RESTART_SERVICE", "b2buarestart"]
55112|8df98900-a7c3-4e82-938f-21daa43a6009|warning|147|["alm.RESTART_SERVICE", "b2buarestart"]
55113|ea618d82-4936-4d3a-824f-0f8a1cf0ce0e|warning|257|["alm.RESTART_SERVICE", "b2buarestart"]
55114|33b17c5d-9d67-4a65-92f9-3d5b651b3273|warning|49|["alm.RESTART_SERVICE", "b2buarestart"]
55115|24e588b0-e71f-4009-99e1-62a0350ed4d9|warning|31|["alm.RESTART_SERVICE", "b2buarestart"]
55116|4dfd94cb-32ef-41f2-9fc8-ca86f36833ba|warning|80|["alm.RESTART_SERVICE", "b2buarestart"]
55117|75a3d4c3-45ed-4779-8625-dd1e9bc20f17|warning|123|["alm.RESTART_SERVICE", "b2buarestart"]
55118|31f0de73-b074-4fe3-9d35-66abafe0441c|warning|48|["alm.RESTART_SERVICE", "b2buarestart"]
55119|17a7346d-97ed-4817-9bc2-02ea6781f30a|warning|16|["alm.RESTART_SERVICE", "b2buarestart"]
55120|a27811c0-1baa-44a2-bd8c-afca60d87181|warning|168|["alm.RESTART_SERVICE", "b2buarestart"]
55121|98bc1a79-55e7-4f5d-8b03-33736519f9dc|warning|155|["alm.RESTART_SERVICE", "b2buarestart"]
55122|25c4fba7-6168-4238-b3de-94a66bf670be|warning|32|["alm.RESTART_SERVICE", "b2buarestart"]
55123|c15a8489-ecc2-49ed-8c0c-dd98f7c1149c|warning|212|["alm.RESTART_SERVICE", "b2buarestart"]
55124|ee89cd38-946d-4572-8b6e-f573c6c93828|warning|264|["alm.RESTART_SERVICE", "b2buarestart"]
55125|66a7367d-f3b1-4230-b1a2-4e447135a8cf|warning|110|["alm.RESTART_SERVICE", "b2buarestart"]
55126|0f7f5ced-920a-4509-8a2f-f39ac7e9d6c7|warning|11|["alm.RESTART_SERVICE", "b2buarestart"]
55127|0e5197e9-2e07-4cc3-b7e4-2eaf65abbc1d|warning|10|["DNS", "dns", "txt.RESTART_B2BUA", "b2buarestart"]
55128|3e5cc220-f996-48fa-8696-83122f68a539|warning|62|["IP", "ip", "txt.RESTART_B2BUA", "b2buarestart"]
55129|3d1b3213-10d5-459c-996e-b27486eee05d|warning|58|["Clustering", "clustering"]
55130|59eab489-3943-4080-9cbe-72cb56c3f03c|warning|93|["txt.VCS_CLUSTER", "clustering", "txt.RESTART_B2BUA", "b2buarestart"]
55131|e115c678-178c-4d8a-a137-5cb7ef7d5208|warning|238|["txt.B2BUA_CONFIG", "b2buaconfig", "txt.RESTART_B2BUA", "b2buarestart"]
55132|6ff80d3f-2db2-4a7c-af5c-555156f98bb9|warning|116|["alm.RESTART_SERVICE", "b2buarestart"]
55133|6930ea7d-8967-43c6-ac1f-7983504e0e77|warning|112|["txt.B2BUA_CONFIG", "b2buaconfig", "txt.RESTART_B2BUA", "b2buarestart"]
55134|2fcfbb3b-fb8e-496f-b2d3-d51e9db74002|warning|46|["txt.B2BUA_CONFIG", "b2buaconfig", "txt.RESTART_B2BUA", "b2buarestart"]
55135|7749f164-77b0-45e4-8147-8eb202e2a304|warning|125|["txt.B2BUA_OCS_TRUSTED_HOSTS", "b2bualisteners"]
55136|03bbf7f7-e818-435d-8748-ce837c62eb2d|warning|5|["alm.RESTART_SERVICE", "b2buarestart"]
55137|088a904b-e089-433a-b139-4d30dc3b4cd6|warning|6|["alm.RESTART_SERVICE", "b2buarestart"]
55138|62e9802a-0b65-48ef-8551-a2cc34826baa|warning|103|["alm.RESTART_SERVICE", "b2buarestart"]
55139|77f581cc-0258-4a61-a5f1-c698aed6332e|warning|128|["alm.RESTART_SERVICE", "b2buarestart"]
55140|c084aeef-370b-46f4-8af1-47aaab438588|warning|211|["alm.RESTART_SERVICE", "b2buarestart"]
55141|ec1701d2-83c5-4dab-be8b-57c9bd48b508|warning|259|["alm.RESTART_SERVICE", "b2buarestart"]
55142|fcdb0b4d-a68e-4b70-a9d8-abb53fc8f816|warning|282|["ttl.B2BUA_CONFIG", "b2buaconfig"]
55143|fdafc5b6-bf7e-4d68-8b17-329d2ea86d02|error|285|["txt.OPT_KEYS", "optionkeys"]
60050|ba883968-4b5a-4f83-9e71-50c7d7621b44|error|200|["txt.DNS", "dns", "txt.PROXY", "fusionproxy", "txt.PING", "ping"]
60051|cbbf0813-09cb-4e23-9182-f3996d24cc9e|error|220|"fusionregistration"
60052|b6417be9-0c57-4254-8392-896b61983ca4|error|194|["txt.DNS", "dns", "txt.PROXY", "fusionproxy", "txt.PING", "ping"]
60053|3d541e1e-1e9c-4b30-a07d-e93f8445b13e|error|59|""
60054|76a2fbce-97bb-4761-9fab-8ffd4b0ab9a2|error|124|""
60055|598ea3b8-00f9-4674-a90a-919668fec916|error|92|"trustedcacertificate"
60056|142f9bb1-74a5-460a-b609-7f33f8acdcaf|error|15|"trustedcacertificate"
60057|1e9c9c3d-9b35-467c-af1c-90d6947ababb|error|25|""
60058|635afce6-0ae8-4b84-90f5-837a2234002b|error|104|"trustedcacertificate"
60059|802e15e0-31cf-4356-8b99-b07d364553f9|error|133|""
60060|995ec68e-4c6a-4b16-a615-fdd6b6fe4b43|error|158|["txt.TRUESTEDCACERTIFICATE", "trustedcacertificate", "txt.NTP", "time"]
60061|a2a259b5-93a6-4a1a-b03d-36ac0987e6db|alert|169|"fusionregistration"
60062|77857c20-94b4-4145-8298-cad741e905fb|error|126|""
60063|77ad9990-4850-4191-9bc2-51d0912daef3|error|127|""
60064|47fd43b0-755a-463f-9899-63f589a2d882|error|68|"fusionregistration"
60065|52299415-2719-45d5-bcf7-720b48929ae3|error|83|""
60066|bb1cf2ca-20fd-43cc-9ae2-8a33206fb9fd|error|202|""
60067|233f0c18-9c8f-41ba-8800-93937540afe8|error|29|["err.SSL_ERROR_LINK", "fusionregistration"]
60068|b31d5f2c-d183-4559-97e2-d9da9572af26|error|189|""
60069|a144127e-57a5-11e5-8ccb-3417ebbf769a|alert|165|["txt.DEREGISTER_MSG", "fusionregistration"]
60070|29417128-4e59-4ae2-802e-77135c6a7fc9|error|36|""
60071|dc463c51-d111-4cc5-9eba-9e09292183b0|error|235|""
60072|3e544328-598e-11e6-8b77-86f30ca893d3|alert|61|["link.PRODUCT_DOWNLOAD", "https://collaborationhelp.cisco.com/article/en-us/ruyceab"]
60073|38d69632-5fd8-4b44-94d7-a517b8329eb8|alert|55|["link.PRODUCT_DOWNLOAD", "https://collaborationhelp.cisco.com/article/en-us/ruyceab"]
`

/** In order of id. */
export const ALARM_TABLE: readonly AlarmRow[] = ROWS.trim()
  .split('\n')
  .map((line) => {
    const [id = '', uuid = '', severity = '', item = '', ...links] = line.split('|')
    return { id, uuid, severity, item: Number(item), links: links.join('|') }
  })
