// SPDX-License-Identifier: Apache-2.0
// The texts of the alerts and their rules: of notices, of the page, of docs/OPERATIONS.md and of deploy/prometheus/alerts.yml. JSON
// inside. Sentences are MessageFormat patterns: an apostrophe is written twice. In "when" and "expr", limits stand for their defaults.
export default {
  "notice": {
    "en": {
      "CRITICAL": "CRITICAL",
      "WARNING": "WARNING",
      "INFO": "INFO",
      "RESOLVED": "RESOLVED",
      "digest": "[ALERTS] {0} firing, {1} resolved",
      "lasted": "It lasted {0}.",
      "switchedOff": "The rule {0} was switched off."
    },
    "pt": {
      "CRITICAL": "CRÍTICO",
      "WARNING": "ATENÇÃO",
      "INFO": "INFORMATIVO",
      "RESOLVED": "RESOLVIDO",
      "digest": "[ALERTAS] {0} ativos, {1} resolvidos",
      "lasted": "Durou {0}.",
      "switchedOff": "A regra {0} foi desativada."
    }
  },
  "rules": {
    "KAFKA_DOWN": {
      "group": "platform",
      "en": {
        "title": "Kafka does not answer",
        "firing": "Kafka does not answer: {0}",
        "resolved": "Kafka answers again."
      },
      "pt": {
        "title": "Kafka não responde",
        "firing": "O Kafka não responde: {0}",
        "resolved": "O Kafka voltou a responder."
      },
      "when": "Kafka does not answer",
      "do": "bring it back; nothing accepted is lost",
      "prometheus": {
        "expr": "max(alerts_firing{rule=\"KAFKA_DOWN\"}) > 0 or sum(rate(kafka_produce_errors_total{kind=~\"not_connected|timeout|not_enough_replicas\"}[1m])) > 1",
        "summary": "Kafka does not answer."
      }
    },
    "TRANSACTION_HANGING": {
      "group": "platform",
      "en": {
        "title": "A transaction hangs",
        "firing": "{0,choice,1#A transaction hangs|1<{0} transactions hang}, and the records behind are not read: {1}. To repair, run: ./carteiro transactions repair",
        "resolved": "No transaction hangs any more."
      },
      "pt": {
        "title": "Transação travada",
        "firing": "{0,choice,1#Uma transação está travada|1<{0} transações estão travadas}, e os registros seguintes não são lidos: {1}. Para corrigir, execute: ./carteiro transactions repair",
        "resolved": "Não há mais transações travadas."
      },
      "when": "a transaction of Kafka is open in a partition and at no coordinator ([below](#transactions-that-hang))",
      "do": "`transactions repair`",
      "prometheus": {
        "summary": "A transaction of Kafka hangs, and the records behind it are not read. Run ./carteiro transactions repair."
      }
    },
    "POSTGRES_DOWN": {
      "group": "platform",
      "en": {
        "title": "PostgreSQL does not answer",
        "firing": "PostgreSQL does not answer: {0}",
        "resolved": "PostgreSQL answers again."
      },
      "pt": {
        "title": "PostgreSQL não responde",
        "firing": "O PostgreSQL não responde: {0}",
        "resolved": "O PostgreSQL voltou a responder."
      },
      "when": "PostgreSQL does not answer",
      "do": "bring it back within 7 days",
      "prometheus": {
        "expr": "max(alerts_firing{rule=\"POSTGRES_DOWN\"}) > 0 or max(sink_database_up) == 0",
        "summary": "PostgreSQL does not answer."
      }
    },
    "BRIDGE_DOWN": {
      "group": "platform",
      "en": {
        "title": "No bridge answers",
        "firing": "None of the {0} addresses of the bridge answers: webhooks are not received.",
        "resolved": "The bridge answers again."
      },
      "pt": {
        "title": "Nenhum bridge responde",
        "firing": "Nenhum dos {0} endereços do bridge responde: webhooks não são recebidos.",
        "resolved": "O bridge voltou a responder."
      },
      "when": "none of the addresses in `CONSOLE_BRIDGE_URL` answers",
      "do": "start the role; its log says why it ended",
      "prometheus": {
        "expr": "sum(up{job=\"bridge\"}) == 0 or absent(up{job=\"bridge\"})",
        "summary": "No bridge answers: webhooks are not received."
      }
    },
    "TOPOLOGY_DOWN": {
      "group": "platform",
      "en": {
        "title": "No topology process answers",
        "firing": "None of the {0} addresses of the topology answers: nothing is processed.",
        "resolved": "The topology answers again."
      },
      "pt": {
        "title": "Nenhum processo da topologia responde",
        "firing": "Nenhum dos {0} endereços da topologia responde: nada é processado.",
        "resolved": "A topologia voltou a responder."
      },
      "when": "none of the addresses in `CONSOLE_TOPOLOGY_URL` answers",
      "do": "start the role; its log says why it ended",
      "prometheus": {
        "expr": "sum(up{job=\"topology\"}) == 0 or absent(up{job=\"topology\"})",
        "summary": "No topology process answers: nothing is processed."
      }
    },
    "SENDER_DOWN": {
      "group": "platform",
      "en": {
        "title": "No sender answers",
        "firing": "None of the {0} addresses of the sender answers: nothing is sent.",
        "resolved": "The sender answers again."
      },
      "pt": {
        "title": "Nenhum sender responde",
        "firing": "Nenhum dos {0} endereços do sender responde: nada é enviado.",
        "resolved": "O sender voltou a responder."
      },
      "when": "none of the addresses in `CONSOLE_SENDER_URL` answers",
      "do": "start the role; its log says why it ended",
      "prometheus": {
        "expr": "sum(up{job=\"sender\"}) == 0 or absent(up{job=\"sender\"})",
        "summary": "No sender answers: nothing is sent."
      }
    },
    "SINK_DOWN": {
      "group": "platform",
      "en": {
        "title": "No sink answers",
        "firing": "None of the {0} addresses of the sink answers: tables are not written.",
        "resolved": "The sink answers again."
      },
      "pt": {
        "title": "Nenhum sink responde",
        "firing": "Nenhum dos {0} endereços do sink responde: as tabelas não são gravadas.",
        "resolved": "O sink voltou a responder."
      },
      "when": "none of the addresses in `CONSOLE_SINK_URL` answers",
      "do": "start the role; its log says why it ended",
      "prometheus": {
        "expr": "sum(up{job=\"sink\"}) == 0 or absent(up{job=\"sink\"})",
        "summary": "No sink answers: tables are not written."
      }
    },
    "RESTORING": {
      "group": "platform",
      "en": {
        "title": "Topology takes over partitions",
        "firing": "{0} topology processes are not ready: {1}",
        "resolved": "The topology is ready."
      },
      "pt": {
        "title": "A topologia está assumindo partições",
        "firing": "{0} processos da topologia não estão prontos: {1}",
        "resolved": "A topologia está pronta."
      },
      "when": "a topology process answers and is not ready, while Kafka answers",
      "do": "wait; `TOPOLOGY_STANDBY_REPLICAS=1` shortens it",
      "prometheus": {
        "expr": "max(alerts_firing{rule=\"RESTORING\"}) > 0 or sum(topology_restore_records) > 0",
        "summary": "The topology is taking over partitions."
      }
    },
    "MONITORING_INCOMPLETE": {
      "group": "platform",
      "en": {
        "title": "Monitoring is incomplete",
        "firing": "Monitoring cannot see everything: {0}.",
        "resolved": "Monitoring is complete again ({0})."
      },
      "pt": {
        "title": "Monitoramento incompleto",
        "firing": "O monitoramento não enxerga tudo: {0}.",
        "resolved": "O monitoramento voltou a ficar completo ({0})."
      },
      "when": "Kafka does not report a topic or a lag; records of compacted topics cannot be read; alerts were not stored",
      "do": "the message says what is missing; check permissions, other writers, Kafka",
      "prometheus": {
        "expr": "max(alerts_firing{rule=\"MONITORING_INCOMPLETE\"}) > 0 or max(view_unreadable_records) > 0 or sum(increase(alerts_dropped_total[10m])) > 0",
        "summary": "Monitoring is incomplete: records cannot be read, or alerts were not stored."
      }
    },
    "CLOCK_OFFSET": {
      "group": "platform",
      "en": {
        "title": "A clock is wrong",
        "firing": "The clock of {0} is {1,number,0 seconds ahead of;0 seconds behind} the brokers'': synchronise it (chrony, ntpd). Scheduled messages may leave early or late.",
        "resolved": "The clock of {0} is right again, or the process is gone."
      },
      "pt": {
        "title": "Relógio errado",
        "firing": "O relógio de {0} está {1,number,0 segundos adiantado;0 segundos atrasado} em relação aos brokers: sincronize-o (chrony, ntpd). Mensagens agendadas podem sair antes ou depois da hora.",
        "resolved": "O relógio de {0} voltou ao normal, ou o processo não existe mais."
      },
      "when": "the clock of a process is more than {threshold} seconds ahead of or behind the brokers'",
      "do": "the message names the process; synchronise its machine's clock ([Clocks](#clocks))",
      "prometheus": {
        "expr": "abs(clock_offset_seconds) > {threshold}",
        "summary": "The clock of the {{ $labels.role }} at {{ $labels.instance }} is {{ $value }} s off the brokers'."
      }
    },
    "DISK_LOW": {
      "group": "platform",
      "en": {
        "title": "Disk nearly full",
        "firing": "Only {1} % of the disk at {0} is free.",
        "resolved": "The disk at {0} has enough free space again."
      },
      "pt": {
        "title": "Disco quase cheio",
        "firing": "Resta apenas {1} % de espaço livre no disco em {0}.",
        "resolved": "O disco em {0} voltou a ter espaço livre suficiente."
      },
      "when": "less than {threshold} % of a broker's log directory or of the topology's state disk is free",
      "do": "free space; Kafka stops taking records when it is full",
      "prometheus": {
        "expr": "max(alerts_firing{rule=\"DISK_LOW\"}) > 0 or min(disk_free_bytes / disk_total_bytes) < 0.10",
        "summary": "A disk is nearly full."
      }
    },
    "EVOLUTION_OFFLINE": {
      "group": "sending",
      "en": {
        "title": "Evolution does not answer",
        "firing": "Evolution at {0} does not answer",
        "resolved": "No sender reports Evolution at {0} as unreachable any more."
      },
      "pt": {
        "title": "Evolution não responde",
        "firing": "A Evolution em {0} não responde",
        "resolved": "Nenhum sender indica mais que a Evolution em {0} está fora do ar."
      },
      "when": "a sender's breaker for a server opened, or probes of it are not answered. Raised and resolved by senders, also when nothing is bound to the server any more; resolved by the console when no sender has reported it for {for}",
      "do": "bring Evolution back; messages wait and use up no attempt",
      "prometheus": {
        "expr": "max by (server) (sender_breaker_state) == 2",
        "summary": "Evolution at {{ $labels.server }} does not answer."
      }
    },
    "EVOLUTION_UNLICENSED": {
      "group": "sending",
      "en": {
        "title": "Evolution needs a licence",
        "firing": "Evolution at {0} sends no messages until it has a licence.",
        "resolved": "No sender reports a missing licence of Evolution at {0} any more."
      },
      "pt": {
        "title": "A Evolution precisa de licença",
        "firing": "A Evolution em {0} não envia mensagens enquanto não tiver uma licença.",
        "resolved": "Nenhum sender indica mais a falta de licença da Evolution em {0}."
      },
      "when": "a server sends no messages until it has a licence. Raised and resolved by senders; resolved by the console when no sender has reported it for {for}",
      "do": "activate it at its `/manager`; messages wait and use up no attempt",
      "prometheus": {
        "expr": "max by (server) (sender_server_unlicensed) > 0",
        "summary": "Evolution at {{ $labels.server }} sends no messages until it has a licence."
      }
    },
    "EVOLUTION_DEGRADED": {
      "group": "sending",
      "en": {
        "title": "Evolution has trouble",
        "firing": "Evolution at {0} answers, but not as it should ({1}).",
        "resolved": "Evolution at {0} answers as it should again."
      },
      "pt": {
        "title": "Evolution com problemas",
        "firing": "A Evolution em {0} responde, mas com problemas ({1}).",
        "resolved": "A Evolution em {0} voltou a responder normalmente."
      },
      "when": "a server answers [probes](#probes), but not as it should, for another reason than a missing licence",
      "do": "by the finding",
      "prometheus": {
        "expr": "max by (server, finding) (sender_probe_state{finding!=\"LICENSE_REQUIRED\"}) == 1",
        "summary": "Evolution at {{ $labels.server }} answers, but not as it should: {{ $labels.finding }}."
      }
    },
    "SEND_RATE_LIMITED": {
      "group": "sending",
      "en": {
        "title": "WhatsApp asks for fewer messages",
        "firing": "WhatsApp asks {0} to send fewer messages; it sends more slowly for a while.",
        "resolved": "{0} sends at its full rate again."
      },
      "pt": {
        "title": "O WhatsApp pediu menos mensagens",
        "firing": "O WhatsApp pediu que {0} envie menos mensagens; o envio fica mais lento por um tempo.",
        "resolved": "{0} voltou à velocidade normal de envio."
      },
      "when": "WhatsApp asked a number for fewer messages. Raised and resolved by the topology",
      "do": "send less with it, or use more numbers: it pauses and is slower by itself ([SENDING](SENDING.md#when-whatsapp-asks-for-fewer-messages))",
      "prometheus": {
        "summary": "WhatsApp asks {{ $value }} numbers for fewer messages."
      }
    },
    "SEND_NEEDS_MANUAL": {
      "group": "sending",
      "en": {
        "title": "A message waits for a person",
        "firing": "The message {0} waits in the manual queue.",
        "resolved": "The message {0} no longer waits for a person."
      },
      "pt": {
        "title": "Uma mensagem aguarda ação manual",
        "firing": "A mensagem {0} aguarda na fila manual.",
        "resolved": "A mensagem {0} não aguarda mais ação manual."
      },
      "when": "a message waits for a person. Raised and resolved by the topology",
      "do": "`manual list`, then `manual resend` or `discard`",
      "prometheus": {
        "summary": "{{ $value }} messages wait for a person."
      }
    },
    "FAILURE_RATE_HIGH": {
      "group": "sending",
      "en": {
        "title": "Many messages fail",
        "firing": "{0} % of the calls to Evolution failed: {1} of {2} in {3} minutes.",
        "resolved": "The share of failed calls is below the threshold again."
      },
      "pt": {
        "title": "Muitas mensagens falham",
        "firing": "{0} % das chamadas à Evolution falharam: {1} de {2} em {3} minutos.",
        "resolved": "A taxa de falhas voltou a ficar abaixo do limite."
      },
      "when": "more than {threshold} % of the calls to Evolution in {window} failed, of at least {minimum}",
      "do": "`send_attempts` by `code`",
      "prometheus": {
        "expr": "sum(rate(sender_outcomes_total{kind=~\"PERMANENT|TRANSIENT|UNKNOWN\"}[15m])) / sum(rate(sender_outcomes_total{kind=~\"ACCEPTED|PERMANENT|TRANSIENT|UNKNOWN\"}[15m])) > 0.10 and sum(increase(sender_outcomes_total{kind=~\"ACCEPTED|PERMANENT|TRANSIENT|UNKNOWN\"}[15m])) >= {minimum}",
        "summary": "More than a tenth of the calls to Evolution failed."
      }
    },
    "QUEUE_LONG": {
      "group": "sending",
      "en": {
        "title": "Queue is long",
        "firing": "{0} messages wait, more than {1}.",
        "resolved": "Fewer messages wait."
      },
      "pt": {
        "title": "Fila longa",
        "firing": "{0} mensagens aguardam, mais de {1}.",
        "resolved": "Há menos mensagens aguardando."
      },
      "when": "more than {threshold} messages wait",
      "do": "normal after a bulk request; otherwise see `QUEUE_STALLED`",
      "prometheus": {
        "expr": "max(alert_measured{rule=\"QUEUE_LONG\"}) > {threshold}",
        "summary": "{{ $value }} messages wait."
      }
    },
    "QUEUE_WAITING": {
      "group": "sending",
      "en": {
        "title": "Queue is very long",
        "firing": "{0} messages wait, more than {1}.",
        "resolved": "Fewer messages wait."
      },
      "pt": {
        "title": "Fila muito longa",
        "firing": "{0} mensagens aguardam, mais de {1}.",
        "resolved": "Há menos mensagens aguardando."
      },
      "when": "more than {threshold} messages wait",
      "do": "raise `ratePerMinute`, or wait",
      "prometheus": {
        "expr": "max(alert_measured{rule=\"QUEUE_WAITING\"}) > {threshold}",
        "summary": "{{ $value }} messages wait."
      }
    },
    "QUEUE_FAILED": {
      "group": "sending",
      "en": {
        "title": "Many failed messages",
        "firing": "{0} messages failed or wait for a person, more than {1}.",
        "resolved": "Fewer messages failed or wait for a person."
      },
      "pt": {
        "title": "Muitas mensagens com falha",
        "firing": "{0} mensagens falharam ou aguardam ação manual, mais de {1}.",
        "resolved": "Há menos mensagens com falha ou aguardando ação manual."
      },
      "when": "more than {threshold} messages failed in 24 hours or wait for a person",
      "do": "the query \"why attempts fail\" above",
      "prometheus": {
        "expr": "max(alert_measured{rule=\"QUEUE_FAILED\"}) > {threshold}",
        "summary": "{{ $value }} messages failed or wait for a person."
      }
    },
    "QUEUE_STALLED": {
      "group": "sending",
      "en": {
        "title": "Nothing is sent",
        "firing": "{0} messages could be sent, but none is.",
        "resolved": "Messages are sent again, or none can be sent now."
      },
      "pt": {
        "title": "Nada é enviado",
        "firing": "{0} mensagens poderiam ser enviadas, mas nenhuma é.",
        "resolved": "As mensagens voltaram a ser enviadas, ou não há mais nenhuma pronta para envio."
      },
      "when": "messages of connected, unpaused instances, outside quiet hours and paused batches, could leave to a server that answers; nothing is under way, and no call was made in `FOR`",
      "do": "look at senders and topology; it takes longer than a minute to fire, since a used-up minute looks the same",
      "prometheus": {
        "summary": "Messages could be sent, but none is."
      }
    },
    "QUEUE_BACKLOG": {
      "group": "sending",
      "en": {
        "title": "An instance is behind",
        "firing": "{1} messages of {0} wait.",
        "resolved": "Fewer messages of {0} wait."
      },
      "pt": {
        "title": "Uma instância está atrasada",
        "firing": "{1} mensagens de {0} aguardam envio.",
        "resolved": "Há menos mensagens de {0} aguardando envio."
      },
      "when": "more than {threshold} messages of one instance wait",
      "do": "use more numbers, or wait",
      "prometheus": {
        "summary": "{{ $value }} instances are behind."
      }
    },
    "TIMERS_LATE": {
      "group": "sending",
      "en": {
        "title": "Timers are late",
        "firing": "The oldest due timer is {0} seconds late: scheduled messages leave late.",
        "resolved": "Timers fire on time again."
      },
      "pt": {
        "title": "Temporizadores atrasados",
        "firing": "O temporizador vencido mais antigo está {0} segundos atrasado: mensagens agendadas saem depois da hora.",
        "resolved": "Os temporizadores voltaram a disparar na hora."
      },
      "when": "the oldest due timer waits longer than {threshold} seconds",
      "do": "start another topology process",
      "prometheus": {
        "expr": "max(timers_late_seconds) > {threshold}",
        "summary": "The oldest due timer is {{ $value }} seconds late."
      }
    },
    "UNCONFIRMED_SENDS": {
      "group": "sending",
      "en": {
        "title": "Messages without confirmation",
        "firing": "WhatsApp has not confirmed {1} messages of {0}.",
        "resolved": "WhatsApp confirms the messages of {0} again."
      },
      "pt": {
        "title": "Mensagens sem confirmação",
        "firing": "O WhatsApp não confirmou {1} mensagens de {0}.",
        "resolved": "O WhatsApp voltou a confirmar as mensagens de {0}."
      },
      "when": "more than {threshold} messages of an instance are without WhatsApp's acknowledgement for {window}, at most a day old",
      "do": "check that the number is connected and its webhooks arrive",
      "prometheus": {
        "summary": "WhatsApp does not confirm messages of {{ $value }} instances."
      }
    },
    "INSTANCE_DISCONNECTED": {
      "group": "receiving",
      "en": {
        "title": "Instance disconnected",
        "firing": "{0} is not connected to WhatsApp ({1}): scan its code in Evolution, or pause it with: {2}",
        "resolved": "{0} is connected again, paused or removed."
      },
      "pt": {
        "title": "Instância desconectada",
        "firing": "{0} não está conectada ao WhatsApp ({1}): escaneie o QR code na Evolution ou pause-a com: {2}",
        "resolved": "{0} foi reconectada, pausada ou removida."
      },
      "when": "an instance that was once connected is not, and nobody paused it",
      "do": "scan its code again, or pause it",
      "prometheus": {
        "summary": "{{ $value }} instances are disconnected."
      }
    },
    "INSTANCE_REMOVED": {
      "group": "receiving",
      "en": {
        "title": "Instance deleted",
        "firing": "{0} was deleted in Evolution; its messages wait. If you create it there again, they are sent, and an alert names the command if one is needed. If it will not come back, run: {1}",
        "resolved": "{0} exists again, or is no longer registered."
      },
      "pt": {
        "title": "Instância excluída",
        "firing": "{0} foi excluída na Evolution; suas mensagens aguardam. Se ela for recriada lá, o envio continua, e um alerta informa o comando, se algum for necessário. Se ela não for voltar, execute: {1}",
        "resolved": "{0} existe de novo ou não está mais registrada."
      },
      "when": "an instance was deleted in Evolution",
      "do": "create it there again, or `instances remove` it",
      "prometheus": {
        "summary": "{{ $value }} instances were deleted in Evolution."
      }
    },
    "INSTANCE_MISMATCH": {
      "group": "receiving",
      "en": {
        "title": "Webhooks of another instance",
        "firing": "{1,choice,1#{1} webhook of {0} is held back as a dead letter|1<{1} webhooks of {0} are held back as dead letters}, because of another id or token than {0} is registered with. If it was deleted and created again in Evolution, run: {2} and then: {3} - otherwise discard them.",
        "resolved": "No webhook of {0} is held back for its id or token."
      },
      "pt": {
        "title": "Webhooks de outra instância",
        "firing": "{1,choice,1#{1} webhook de {0} está retido|1<{1} webhooks de {0} estão retidos} como mensagem morta, com um id ou token diferente do registrado para {0}. Se ela foi excluída e recriada na Evolution, execute: {2} e depois: {3} - caso contrário, descarte.",
        "resolved": "Nenhum webhook de {0} está retido por causa do id ou do token."
      },
      "when": "webhooks of an instance, of the last {window}, wait as dead letters because they carry another id or token than it is registered with",
      "do": "the alert names the commands; [below](#a-number-that-was-deleted-and-made-again)",
      "prometheus": {
        "summary": "Webhooks of {{ $value }} instances carry another id or token than is registered."
      }
    },
    "INSTANCE_SILENT": {
      "group": "receiving",
      "en": {
        "title": "Instance is silent",
        "firing": "{0} is connected, but has received no message since {1}, unusually long for it.",
        "resolved": "{0} receives messages again, or is not connected."
      },
      "pt": {
        "title": "Instância em silêncio",
        "firing": "{0} está conectada, mas não recebe mensagens desde {1}, um intervalo fora do normal para ela.",
        "resolved": "{0} voltou a receber mensagens ou não está conectada."
      },
      "when": "a connected instance receives nothing for at least {window}, rarer than one silence in {threshold} ([below](#silence)); it had messages on at least {minimum} days",
      "do": "write to the number; restart the instance in Evolution when nothing arrives",
      "prometheus": {
        "summary": "{{ $value }} instances are unusually silent."
      }
    },
    "SOURCE_LAG_HIGH": {
      "group": "receiving",
      "en": {
        "title": "Messages come late",
        "firing": "Messages of {0} are {1} seconds old when they arrive: Evolution is behind.",
        "resolved": "Messages of {0} arrive in time again."
      },
      "pt": {
        "title": "Mensagens chegam atrasadas",
        "firing": "As mensagens de {0} chegam com {1} segundos de atraso: a Evolution está lenta.",
        "resolved": "As mensagens de {0} voltaram a chegar sem atraso."
      },
      "when": "the median age of an instance's messages on arrival, over the last {window}, is above {threshold} seconds, of at least {minimum} messages",
      "do": "Evolution is overloaded, or repeats after an outage",
      "prometheus": {
        "summary": "Messages of {{ $value }} instances arrive late."
      }
    },
    "WEBHOOKS_PARKED": {
      "group": "receiving",
      "en": {
        "title": "Webhooks of unregistered instances",
        "firing": "Webhooks of {0,choice,1#{0} unregistered instance|1<{0} unregistered instances} wait.",
        "resolved": "No webhook waits for a registration."
      },
      "pt": {
        "title": "Webhooks de instâncias não registradas",
        "firing": "Webhooks de {0,choice,1#{0} instância não registrada|1<{0} instâncias não registradas} aguardam registro.",
        "resolved": "Nenhum webhook aguarda registro."
      },
      "when": "webhooks of more than {threshold} instances wait because nobody registered them",
      "do": "register the instance, or remove its webhook",
      "prometheus": {
        "expr": "sum(parked_instances) > {threshold}",
        "summary": "Webhooks of {{ $value }} unregistered instances wait."
      }
    },
    "DEAD_LETTERS": {
      "group": "receiving",
      "en": {
        "title": "Dead letters",
        "firing": "{0,choice,1#{0} dead letter is|1<{0} dead letters are} not settled.",
        "resolved": "All recent dead letters are settled."
      },
      "pt": {
        "title": "Mensagens mortas",
        "firing": "{0,choice,1#{0} mensagem morta não foi resolvida|1<{0} mensagens mortas não foram resolvidas}.",
        "resolved": "Todas as mensagens mortas recentes foram resolvidas."
      },
      "when": "more than {threshold} dead letters of the last {window} are not settled",
      "do": "`dead-letters list`; redrive or discard",
      "prometheus": {
        "expr": "max(alert_measured{rule=\"DEAD_LETTERS\"}) > {threshold}",
        "summary": "{{ $value }} dead letters are not settled."
      }
    }
  }
};
