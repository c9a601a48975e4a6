// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.web;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Answers as the console's API gives them, for a small company on a busy day. */
final class FixtureData {
  static final String XSS =
      "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script>";
  static final String MESSAGE_ID = "3EB0C431C26A1916E07E";
  private static final List<String> NAMES =
      List.of(
          "Ana Souza", "Bruno Lima", "Carla Dias", "Diego Alves", "Elisa Rocha", "Fábio Melo", XSS);
  private static final List<String> TEXTS =
      List.of(
          "Olá! Meu pedido já saiu para entrega?",
          "Boa tarde, queria remarcar a consulta de quinta para sexta às 10h.",
          "Seu pedido 4471 foi confirmado. Obrigado pela preferência!",
          "Pode me enviar a segunda via do boleto, por favor?",
          "Perfeito, muito obrigada 🙏",
          "Qual é o horário de funcionamento no feriado?",
          "Segue o comprovante do pagamento.",
          XSS);
  private static final List<String> STATUSES =
      List.of("READ", "DELIVERY_ACK", "READ", "SERVER_ACK", "DELIVERY_ACK", "PENDING", "ERROR");

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  /** Keys and values in turn; a null value stays. */
  static Map<String, Object> of(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }

  static Map<String, Object> items(List<?> items) {
    return of("items", items, "next", null);
  }

  private String ago(long seconds) {
    return now.minusSeconds(seconds).toString();
  }

  private String in(Duration time) {
    return now.plus(time).toString();
  }

  static String phone(int index) {
    return "55119" + String.format("%08d", 84_000_000 + index * 7_919L % 9_999_999);
  }

  Map<String, Object> session(String role) {
    return role.equals("admin")
        ? of(
            "keyId",
            "key_1",
            "role",
            "admin",
            "tenantId",
            null,
            "tenants",
            List.of(
                of("tenantId", "acme", "name", "Acme Varejo"),
                of("tenantId", "clinica", "name", "Clínica Vida")))
        : of("keyId", "key_2", "role", role, "tenantId", "acme");
  }

  private List<Map<String, Object>> components() {
    return List.of(
        component("evolution", "degraded", "1 of 2 servers answers", 540),
        component("queues", "degraded", "214 messages wait", 1_200),
        component("messages", "healthy", "98.7 % sent in the last 15 min", 86_400),
        component("kafka", "healthy", "3 brokers", 432_000),
        component("postgres", "healthy", "it answers", 432_000),
        component("bridge", "healthy", "2 of 2 ready", 90_000),
        component("topology", "healthy", "3 of 3 ready", 90_000),
        component("sender", "healthy", "2 of 2 ready", 90_000),
        component("sink", "healthy", "1 of 1 ready", 90_000),
        component("ingest", "healthy", "last webhook 1 s ago", 90_000));
  }

  private Map<String, Object> component(String name, String status, String detail, long since) {
    return of("name", name, "status", status, "detail", detail, "since", ago(since));
  }

  Map<String, Object> health() {
    Map<String, Object> byName = new LinkedHashMap<>();
    components().forEach(each -> byName.put((String) each.remove("name"), each));
    @SuppressWarnings("unchecked")
    Map<String, Object> evolution = (Map<String, Object>) byName.get("evolution");
    evolution.put(
        "servers",
        List.of(
            of("server", "evo-1", "breaker", "closed"), of("server", "evo-2", "breaker", "open")));
    return of(
        "overall_status",
        "degraded",
        "color",
        "yellow",
        "observedAt",
        ago(1),
        "components",
        byName);
  }

  Map<String, Object> overview() {
    Random random = new Random(7);
    List<Map<String, Object>> series = new ArrayList<>();
    for (int minute = 60; minute > 0; minute--) {
      double wave = 1 + Math.sin(minute / 9.0) * 0.4;
      int sent = (int) (wave * 18 + random.nextInt(9));
      series.add(
          of(
              "at",
              now.minusSeconds(minute * 60L).truncatedTo(ChronoUnit.MINUTES).toString(),
              "received",
              (int) (wave * 42 + random.nextInt(14)),
              "sent",
              sent,
              "accepted",
              sent,
              "failed",
              random.nextInt(8) == 0 ? 1 : 0));
    }
    Map<String, Object> latency =
        of("count", 1_204, "meanMs", 141.0, "p50Ms", 128.0, "p95Ms", 471.0);
    return of(
        "observedAt",
        ago(1),
        "health",
        health(),
        "traffic",
        of(
            "received",
            58_214,
            "sent",
            23_907,
            "calls",
            24_310,
            "successRate",
            0.9871,
            "failureRate",
            0.0041,
            "retryRate",
            0.018,
            "deliveryRate",
            0.958,
            "latency",
            latency,
            "series",
            series),
        "queue",
        queueStats(),
        "evolution",
        of(
            "latency",
            latency,
            "instances",
            of("total", 7, "open", 5, "paused", 1),
            "breakersOpen",
            1),
        "alerts",
        of("firing", 3, "items", alerts()));
  }

  Map<String, Object> emptyOverview() {
    return of(
        "observedAt",
        ago(1),
        "health",
        of("overall_status", "healthy", "color", "green", "components", of()),
        "traffic",
        of(
            "received",
            0,
            "sent",
            0,
            "calls",
            0,
            "successRate",
            null,
            "failureRate",
            null,
            "series",
            List.of()),
        "queue",
        of(
            "waiting",
            0,
            "active",
            0,
            "completed",
            0,
            "failed",
            0,
            "byLane",
            of(),
            "scheduled",
            0,
            "manual",
            0),
        "evolution",
        of(
            "latency",
            of("count", 0, "p50Ms", null, "p95Ms", null),
            "instances",
            of("total", 0, "open", 0)),
        "alerts",
        of("firing", 0, "items", List.of()));
  }

  Map<String, Object> queueStats() {
    return of(
        "waiting",
        214,
        "active",
        6,
        "completed",
        23_907,
        "failed",
        98,
        "byLane",
        of("high", 12, "normal", 148, "low", 54, "monitoring", 0, "maintenance", 0),
        "scheduled",
        37,
        "manual",
        4,
        "observedAt",
        ago(1));
  }

  List<Map<String, Object>> alerts() {
    return List.of(
        alert(
            "EVOLUTION_OFFLINE",
            "critical",
            null,
            "evo-2",
            "evo-2.example.net does not answer since 9 minutes; 3 numbers wait.",
            540,
            null),
        alert(
            "INSTANCE_SILENT",
            "warning",
            "default/suporte",
            null,
            "suporte is connected but received nothing for 3 h 20 min; usually it is 12 min at this hour.",
            1_900,
            null),
        alert(
            "QUEUE_WAITING",
            "warning",
            null,
            null,
            "214 messages wait to be sent (limit 100).",
            1_200,
            null));
  }

  List<Map<String, Object>> alertHistory() {
    List<Map<String, Object>> all = new ArrayList<>(alerts());
    all.add(
        alert(
            "INSTANCE_DISCONNECTED",
            "warning",
            "default/vendas-2",
            null,
            "vendas-2 was disconnected (reason 428).",
            9_000,
            8_460L));
    all.add(alert("SINK_DOWN", "critical", null, null, "No sink answers.", 86_000, 85_880L));
    all.add(
        alert(
            "DEAD_LETTERS",
            "warning",
            null,
            null,
            "12 dead letters in the last 10 minutes.",
            172_000,
            168_000L));
    return all;
  }

  private Map<String, Object> alert(
      String rule,
      String severity,
      String instance,
      String subject,
      String message,
      long firing,
      Long resolved) {
    return of(
        "id",
        rule + firing,
        "rule",
        rule,
        "severity",
        severity,
        "state",
        resolved == null ? "firing" : "resolved",
        "tenantId",
        instance == null ? null : "acme",
        "instance",
        instance,
        "subject",
        subject,
        "message",
        message,
        "firingAt",
        ago(firing),
        "resolvedAt",
        resolved == null ? null : ago(resolved));
  }

  List<Map<String, Object>> instances() {
    return List.of(
        instance("atendimento", "open", false, null, of("normal", 3), 4, "acme"),
        instance("vendas", "open", false, null, of("high", 12, "normal", 96, "low", 54), 0, "acme"),
        instance("vendas-2", "close", false, "INSTANCE_NOT_OPEN", of("normal", 41), 10, "acme"),
        instance("suporte", "open", false, null, of(), 10, "acme"),
        instance("cobranca", "open", true, "INSTANCE_PAUSED", of("low", 8), 10, "acme"),
        instance("recepcao", "open", false, null, of("normal", 0), 7, "clinica"),
        instance("exames", "connecting", false, null, of(), 10, "clinica"));
  }

  private Map<String, Object> instance(
      String name,
      String state,
      boolean paused,
      String held,
      Map<String, Object> backlog,
      int permits,
      String tenant) {
    return of(
        "instance",
        "default/" + name,
        "tenantId",
        tenant,
        "connection",
        of("state", state, "since", ago(86_000)),
        "paused",
        paused,
        "ratePerMinute",
        10,
        "permits",
        of("left", permits, "next", permits == 0 ? in(Duration.ofSeconds(8)) : null),
        "backlog",
        backlog,
        "inFlight",
        permits < 10 ? 1 : 0,
        "held",
        held,
        "parked",
        0);
  }

  List<Map<String, Object>> stats() {
    List<Map<String, Object>> all = new ArrayList<>();
    Random random = new Random(3);
    List<String> names =
        List.of("atendimento", "vendas", "vendas-2", "suporte", "cobranca", "recepcao");
    for (int half = 0; half < 48; half++) {
      Instant from = now.truncatedTo(ChronoUnit.HOURS).minusSeconds(1_800L * (47 - half));
      int hour = from.atZone(java.time.ZoneOffset.UTC).getHour();
      double day = Math.max(0.05, Math.sin(Math.PI * Math.max(0, hour - 6) / 17.0));
      for (int i = 0; i < names.size(); i++) {
        if (i == 3 && half > 40) {
          continue;
        }
        all.add(
            of(
                "from",
                from.toString(),
                "tenantId",
                i < 5 ? "acme" : "clinica",
                "instance",
                "default/" + names.get(i),
                "in",
                (int) (day * (60 - i * 8) + random.nextInt(6)),
                "out",
                (int) (day * (25 - i * 3) + random.nextInt(3)),
                "failures",
                random.nextInt(2),
                "duplicates",
                random.nextInt(5),
                "delivery",
                of("count", 40, "p50Ms", 812, "p95Ms", 2_140, "p99Ms", 5_020)));
      }
    }
    return all;
  }

  List<Map<String, Object>> messages(int from, int count) {
    return IntStream.range(from, from + count).mapToObj(this::message).toList();
  }

  private Map<String, Object> message(int i) {
    boolean fromMe = i % 3 == 1;
    List<String> names = List.of("atendimento", "vendas", "suporte", "recepcao");
    return of(
        "tenantId",
        "acme",
        "instance",
        "default/" + names.get(i % names.size()),
        "messageId",
        i == 0 ? MESSAGE_ID : "3EB0" + String.format("%016X", i * 7_919L + 11),
        "chatId",
        phone(i % 40) + "@s.whatsapp.net",
        "fromMe",
        fromMe,
        "type",
        i % 11 == 6 ? "IMAGE" : "TEXT",
        "text",
        i == 2 ? "A".repeat(1_000_000) : TEXTS.get(i % TEXTS.size()),
        "status",
        fromMe ? STATUSES.get(i % STATUSES.size()) : "DELIVERY_ACK",
        "statusAt",
        ago(i * 37L + 2),
        "createdAt",
        ago(i * 37L + 4),
        "receivedAt",
        ago(i * 37L + 3),
        "jobId",
        null,
        "edited",
        i % 17 == 4,
        "deleted",
        i % 23 == 9,
        "senderName",
        fromMe ? null : NAMES.get(i % NAMES.size()),
        "hasMedia",
        i % 11 == 6);
  }

  Map<String, Object> oneMessage(String id) {
    int i = id.equals(MESSAGE_ID) ? 1 : 2;
    Map<String, Object> message = message(i);
    message.put("messageId", id);
    if (i == 1) {
      message.put("text", TEXTS.get(2));
    }
    message.put("traceId", "4bf92f3577b34da6a3ce929d0e0e4736");
    message.put(
        "statuses",
        List.of(of("status", "SERVER_ACK", "at", ago(60)), of("status", "READ", "at", ago(12))));
    message.put("edits", List.of());
    message.put("reactions", List.of(of("sender", phone(1) + "@s.whatsapp.net", "emoji", "👍")));
    message.put(
        "job",
        of("id", "msg_5_Zx81", "state", "read", "lane", "normal", "attempts", 1, "reason", null));
    return message;
  }

  List<Map<String, Object>> parked() {
    return List.of(of("instance", "default/numero-novo", "count", 2, "bytes", 1108));
  }

  Map<String, Object> timeline() {
    Instant begun = now.minusSeconds(74);
    List<Map<String, Object>> hops = new ArrayList<>();
    long[] at = {0, 4, 31, 40, 201, 213, 1_420, 2_903, 61_240};
    String[] what = {
      "requested",
      "queued",
      "dispatched",
      "claimed",
      "answered",
      "webhook.received",
      "status.server_ack",
      "status.delivery_ack",
      "status.read"
    };
    String[] detail = {
      "msg_5_Zx81",
      "normal",
      null,
      "attempt 1 by sender-1",
      "accepted HTTP 201 161 ms",
      "TEXT",
      "SERVER_ACK",
      "DELIVERY_ACK",
      "READ"
    };
    for (int i = 0; i < at.length; i++) {
      hops.add(
          of(
              "at",
              begun.plusMillis(at[i]).toString(),
              "what",
              what[i],
              "detail",
              detail[i],
              "traceId",
              "4bf92f3577b34da6a3ce929d0e0e4736",
              "sincePreviousMs",
              i == 0 ? null : at[i] - at[i - 1]));
    }
    return items(hops);
  }

  Map<String, Object> raw() {
    return of("bytes", 512, "truncated", false, "raw", payload());
  }

  private Map<String, Object> payload() {
    return of(
        "event",
        "messages.upsert",
        "instance",
        "atendimento",
        "apikey",
        "****************",
        "data",
        of(
            "key",
            of("remoteJid", phone(1) + "@s.whatsapp.net", "fromMe", false, "id", MESSAGE_ID),
            "pushName",
            XSS,
            "message",
            of("conversation", TEXTS.get(0)),
            "messageTimestamp",
            now.getEpochSecond()));
  }

  List<Map<String, Object>> jobs(String state) {
    List<String> states =
        List.of(
            "queued",
            "held",
            "read",
            "delivered",
            "sent",
            "retrying",
            "failed",
            "manual",
            "dispatched",
            "scheduled");
    return IntStream.range(0, 24)
        .mapToObj(
            i -> job(i, state != null && !state.isEmpty() ? state : states.get(i % states.size())))
        .limit("manual".equals(state) ? 4 : 24)
        .toList();
  }

  private Map<String, Object> job(int i, String state) {
    String reason =
        switch (state) {
          case "manual" -> i % 2 == 0 ? "NO_ECHO" : "SERVER_UNAVAILABLE";
          case "held" -> "INSTANCE_NOT_OPEN";
          case "failed" -> "NOT_ON_WHATSAPP";
          case "retrying" -> "RATE_LIMITED";
          default -> null;
        };
    return of(
        "id",
        "msg_5_Zx8" + i,
        "tenantId",
        "acme",
        "instance",
        "default/vendas",
        "state",
        state,
        "reason",
        reason,
        "attempts",
        state.equals("manual") ? 5 : i % 3,
        "lane",
        List.of("normal", "high", "low").get(i % 3),
        "createdAt",
        ago(i * 120L + 40),
        "stateAt",
        ago(i * 90L + 12),
        "scheduledFor",
        null,
        "nextAttemptAt",
        state.equals("retrying") ? in(Duration.ofSeconds(95)) : null,
        "messageId",
        state.equals("read") ? MESSAGE_ID : null,
        "to",
        phone(i),
        "message",
        TEXTS.get(i % TEXTS.size()),
        "batchId",
        null);
  }

  Map<String, Object> oneJob(String id) {
    Map<String, Object> job = job(1, "manual");
    job.put("id", id);
    job.put(
        "history",
        List.of(
            of(
                "attempt",
                1,
                "startedAt",
                ago(700),
                "outcome",
                "transient",
                "code",
                "SERVER_UNAVAILABLE",
                "httpStatus",
                503,
                "latencyMs",
                182,
                "server",
                "evo-2"),
            of(
                "attempt",
                2,
                "startedAt",
                ago(420),
                "outcome",
                "unknown",
                "code",
                "NO_ANSWER",
                "httpStatus",
                null,
                "latencyMs",
                30_000,
                "server",
                "evo-2")));
    return job;
  }

  List<Map<String, Object>> batches() {
    return List.of(
        of(
            "batchId",
            "batch_5_Qm2",
            "tenantId",
            "acme",
            "instance",
            "default/vendas",
            "state",
            "running",
            "size",
            1_200,
            "createdAt",
            ago(1_800),
            "counts",
            of("read", 310, "delivered", 402, "queued", 480, "failed", 8)),
        of(
            "batchId",
            "batch_5_Kd9",
            "tenantId",
            "acme",
            "instance",
            "default/cobranca",
            "state",
            "paused",
            "size",
            300,
            "createdAt",
            ago(9_000),
            "counts",
            of("sent", 120, "queued", 180)));
  }

  List<Map<String, Object>> schedules(Instant from, Instant to) {
    List<Map<String, Object>> all = new ArrayList<>();
    Random random = new Random(11);
    for (int i = -6; i < 46; i++) {
      Instant due =
          now.plus(Duration.ofHours(i * 9L))
              .truncatedTo(ChronoUnit.HOURS)
              .plusSeconds(60L * (i * 13L % 60));
      if (due.isBefore(from) || !due.isBefore(to)) {
        continue;
      }
      int many = random.nextInt(4) == 0 ? 4 : 1;
      for (int n = 0; n < many; n++) {
        Map<String, Object> job =
            job(
                Math.abs(i) + n,
                due.isBefore(now) ? (i % 3 == 0 ? "cancelled" : "delivered") : "scheduled");
        job.put("id", "schedule_5_" + (i + 10) + "-" + n);
        job.put("scheduledFor", due.plusSeconds(900L * n).toString());
        all.add(job);
      }
    }
    return all;
  }

  List<Map<String, Object>> deadLetters() {
    return List.of(
        deadLetter(
            0,
            "UNKNOWN_INSTANCE",
            "resolve",
            "no binding of default/loja-nova within 24 h",
            "default/loja-nova",
            "messages.upsert"),
        deadLetter(
            1,
            "APIKEY_MISMATCH",
            "resolve",
            "the body's apikey is not the one of the binding",
            "default/vendas-2",
            "connection.update"),
        deadLetter(2, "NOT_JSON", "parse", "the body is not a JSON document", null, null),
        deadLetter(
            3,
            "MALFORMED_DATA",
            "parse",
            "data.key.id is missing",
            "default/atendimento",
            "messages.update"));
  }

  private Map<String, Object> deadLetter(
      int i, String reason, String stage, String detail, String instance, String event) {
    return of(
        "id",
        "whatsapp-webhook-3-" + (8_812 + i) + "-0",
        "stage",
        stage,
        "reason",
        reason,
        "detail",
        detail,
        "tenantId",
        instance == null ? "unresolved" : "acme",
        "instance",
        instance,
        "event",
        event,
        "topic",
        "whatsapp-webhook",
        "partition",
        3,
        "offset",
        8_812 + i,
        "failedAt",
        ago(i * 4_000L + 300),
        "disposition",
        "open",
        "traceId",
        "4bf92f3577b34da6a3ce929d0e0e4736");
  }

  Map<String, Object> oneDeadLetter(String id) {
    Map<String, Object> letter =
        deadLetters().stream().filter(each -> each.get("id").equals(id)).findFirst().orElseThrow();
    String body =
        "{\"event\":\"messages.upsert\",\"instance\":\"loja-nova\",\"data\":{\"pushName\":\"<b>Zé</b>\",\"key\":{\"id\":\"3A0011\"}}}";
    letter.put("key", letter.get("instance"));
    letter.put(
        "headers", of("carteiro-received-at", ago(400), "carteiro-path", "/webhooks/evolution"));
    letter.put("bytes", Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8)));
    return letter;
  }

  List<Map<String, Object>> stores() {
    return List.of(
        of(
            "name",
            "send-jobs",
            "keyFormat",
            "job id, e.g. msg_5_…",
            "scope",
            "tenant",
            "approximateEntries",
            24_112),
        of(
            "name",
            "message-states",
            "keyFormat",
            "gateway/instance/message id",
            "scope",
            "tenant",
            "approximateEntries",
            61_003),
        of(
            "name",
            "timers",
            "keyFormat",
            "due time · kind · id",
            "scope",
            "admin",
            "approximateEntries",
            51));
  }

  /** One event of the live feed. */
  Map<String, Object> event(int i) {
    String type =
        List.of(
                "message.new",
                "message.status",
                "job.state",
                "message.new",
                "instance.state",
                "message.edited",
                "alert")
            .get(i % 7);
    Map<String, Object> data =
        switch (type) {
          case "job.state" ->
              of(
                  "id",
                  "msg_5_Zx8" + i,
                  "state",
                  List.of("sent", "held", "read").get(i % 3),
                  "reason",
                  i % 3 == 1 ? "INSTANCE_NOT_OPEN" : null,
                  "lane",
                  "normal",
                  "to",
                  phone(i));
          case "instance.state" ->
              of("state", i % 2 == 0 ? "open" : "close", "previous", "connecting");
          case "alert" -> alerts().get(i % 3);
          default -> message(3 + i % 40);
        };
    return of(
        "id",
        "whatsapp-message-3-" + i,
        "type",
        type,
        "at",
        Instant.now().toString(),
        "tenantId",
        "acme",
        "instance",
        "default/atendimento",
        "data",
        data);
  }
}
