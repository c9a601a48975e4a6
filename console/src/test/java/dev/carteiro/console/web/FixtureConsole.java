// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.web;

import dev.carteiro.contract.Json;
import dev.carteiro.runtime.http.HttpProblem;
import dev.carteiro.runtime.http.HttpProblemException;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.websocket.WsContext;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** The page with canned answers behind it, on a port of its own. Keys are named by their role. */
final class FixtureConsole implements AutoCloseable {
  static final int MESSAGES = 10_000;

  private final FixtureData data = new FixtureData();
  private final Set<WsContext> sockets = ConcurrentHashMap.newKeySet();
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private volatile boolean empty;
  private volatile HttpProblem problem;
  private volatile boolean feedRefused;
  private final Javalin javalin = Javalin.create(this::configure);

  FixtureConsole start() {
    javalin.start("127.0.0.1", 0);
    return this;
  }

  String url() {
    return "http://127.0.0.1:" + javalin.port();
  }

  /** Whether there is nothing yet. */
  void empty(boolean now) {
    empty = now;
  }

  /** What every data request is answered with; null: as usual. */
  void failing(HttpProblem now) {
    problem = now;
  }

  /** Method, path and body of every command that came. */
  List<String> commands() {
    return commands;
  }

  /** How many pages listen to the feed. */
  int listeners() {
    return sockets.size();
  }

  /** Sends events to every page. */
  void publish(int from, int count) {
    for (int i = from; i < from + count; i++) {
      String line = text(data.event(i));
      sockets.forEach(socket -> socket.send(line));
    }
  }

  /** Breaks the feed, and refuses it until told otherwise. */
  void feedRefused(boolean now) {
    feedRefused = now;
    if (now) {
      sockets.forEach(socket -> socket.closeSession(1012, "restart"));
    }
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.routes.exception(
        HttpProblemException.class, (e, context) -> e.problem().answer(context));
    new WebPageService().addTo(config);
    config.routes.get("/api/session", context -> json(context, data.session(role(context))));
    read(config, "/api/whatsapp/monitoring/health/", c -> data.health());
    read(config, "/api/overview", c -> empty ? data.emptyOverview() : data.overview());
    list(config, "/api/query/instances", c -> data.instances());
    list(config, "/api/query/parked", c -> data.parked());
    list(config, "/api/query/stats", c -> data.stats());
    read(config, "/api/messages", this::messages);
    read(config, "/api/messages/{instance}/{id}", c -> data.oneMessage(c.pathParam("id")));
    read(config, "/api/messages/{instance}/{id}/timeline", c -> data.timeline());
    read(config, "/api/messages/{instance}/{id}/raw", c -> data.raw());
    list(
        config,
        "/api/whatsapp/schedules",
        c ->
            data.schedules(Instant.parse(c.queryParam("from")), Instant.parse(c.queryParam("to"))));
    read(config, "/api/whatsapp/monitoring/queue-stats/", c -> data.queueStats());
    list(config, "/api/jobs", c -> data.jobs(c.queryParam("state")));
    read(config, "/api/jobs/{id}", c -> data.oneJob(c.pathParam("id")));
    list(config, "/api/batches", c -> data.batches());
    list(config, "/api/dead-letters", c -> data.deadLetters());
    read(config, "/api/dead-letters/{id}", c -> data.oneDeadLetter(c.pathParam("id")));
    list(config, "/api/whatsapp/monitoring/alerts/", c -> data.alerts());
    list(config, "/api/alerts/history", c -> data.alertHistory());
    list(config, "/api/query/stores", c -> data.stores());
    config.routes.post("/api/<path>", this::command);
    config.routes.patch("/api/<path>", this::command);
    config.routes.delete("/api/<path>", this::command);
    feed(config);
  }

  private void feed(JavalinConfig config) {
    config.routes.ws(
        "/api/live/ws",
        ws -> {
          ws.onMessage(
              context -> {
                if (feedRefused) {
                  context.closeSession(1012, "restart");
                } else if (context.message().contains("\"hello\"")) {
                  context.send("{\"type\":\"welcome\"}");
                  sockets.add(context);
                }
              });
          ws.onClose(sockets::remove);
        });
  }

  private Object messages(Context context) {
    if (empty) {
      return FixtureData.items(List.of());
    }
    String id = context.queryParam("id");
    String text = context.queryParam("text");
    if (id != null || text != null) {
      boolean found = FixtureData.MESSAGE_ID.equals(id) || "pedido".equals(text);
      return FixtureData.items(found ? data.messages(0, 1) : List.of());
    }
    int from = Optional.ofNullable(context.queryParam("page")).map(Integer::parseInt).orElse(0);
    int count = Math.min(Integer.parseInt(context.queryParam("limit")), MESSAGES - from);
    String next = from + count < MESSAGES ? String.valueOf(from + count) : null;
    return FixtureData.of("items", data.messages(from, count), "next", next);
  }

  private void list(JavalinConfig config, String path, Function<Context, List<?>> items) {
    read(config, path, context -> FixtureData.items(empty ? List.of() : items.apply(context)));
  }

  private void read(JavalinConfig config, String path, Function<Context, Object> answer) {
    config.routes.get(
        path,
        context -> {
          role(context);
          if (problem != null) {
            problem.answer(context);
          } else if ("csv".equals(context.queryParam("format"))) {
            context.contentType("text/csv").result("instance,in\nvendas,3\n");
          } else {
            json(context, answer.apply(context));
          }
        });
  }

  private void command(Context context) {
    commands.add(context.method() + " " + context.path() + " " + context.body());
    json(
        context,
        context.path().endsWith("retry-failed/")
            ? Map.of("success", true, "redriven", 3, "remaining", 1, "uncertain", 2)
            : Map.of("success", true, "status", "queued"));
  }

  private static String role(Context context) {
    String key = String.valueOf(context.header("Authorization")).replace("Bearer ", "");
    if (Set.of("admin", "sender", "analyst").contains(key)) {
      return key;
    }
    throw new HttpProblem(401, "UNAUTHORIZED", "No valid API key", "Send a key.").asException();
  }

  private static void json(Context context, Object value) {
    context.contentType("application/json").result(Json.write(value));
  }

  private static String text(Object value) {
    return new String(Json.write(value), java.nio.charset.StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
