// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import dev.carteiro.config.Environment;
import dev.carteiro.config.FakeSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A server that behaves as Evolution API 2.3.7 does towards those who send through it and those who
 * listen to it, and that remembers what really happened. What goes wrong can be switched at run
 * time, and is repeatable: it follows from the seed.
 *
 * <p>Threads: any may call any method.
 */
public final class EvolutionFake implements AutoCloseable {
  private static final int LOGGED_OUT = 401;

  /** For the answer to whoever asked for it. */
  private static final Duration BEFORE_OFFLINE = Duration.ofMillis(100);

  private final FakeSettings settings;
  private final ThreadTimer timer = new ThreadTimer();
  private final HttpTransport transport;
  private final Instances instances;
  private final FaultSwitches faults;
  private final WhatsApp whatsApp;
  private final Webhooks webhooks;
  private final Connections connections;
  private final MessageData data;
  private final Exchange exchange;
  private final Routes routes;
  private final FakeServer server;
  private volatile Addressing addressing = Addressing.PHONE;

  private EvolutionFake(FakeSettings settings, Clock clock) {
    this.settings = settings;
    this.transport = new HttpTransport(settings.webhookTimeout());
    this.instances = new Instances(clock);
    this.faults = new FaultSwitches(settings.seed());
    this.whatsApp = new WhatsApp(clock, settings.kept());
    this.webhooks =
        new Webhooks(settings, clock, timer, transport, one -> faults.of(one).webhooks());
    this.connections = new Connections(webhooks);
    this.data = new MessageData(clock);
    this.exchange = new Exchange(timer);
    this.routes = new Routes(settings, clock, instances, exchange);
    Receipts receipts = new Receipts(settings, timer, webhooks);
    SendApi sends =
        new SendApi(settings, clock, timer, whatsApp, webhooks, receipts, faults, () -> addressing);
    WebhookApi webhookApi = new WebhookApi(clock, webhooks);
    InstanceApi instanceApi =
        new InstanceApi(settings, clock, timer, instances, webhooks, webhookApi);
    this.server =
        new FakeServer(
            settings.http(),
            config -> {
              routes.addTo(config, sends, instanceApi, webhookApi);
              new FakeApi(this).addTo(config);
            });
  }

  /** On a free port, with the defaults. */
  public static EvolutionFake start() {
    return start(FakeSettings.from(new Environment(Map.of(FakeSettings.PORT.name(), "0"))));
  }

  /** Serves from here on. */
  public static EvolutionFake start(FakeSettings settings) {
    EvolutionFake fake = new EvolutionFake(settings, Clock.systemUTC());
    try {
      fake.server.start();
    } catch (RuntimeException e) {
      fake.close();
      throw e;
    }
    fake.webhooks.serverUrl(fake.url());
    return fake;
  }

  /** Where it serves, without a slash at the end. */
  public String url() {
    return "http://" + settings.http().host() + ":" + server.port();
  }

  /** Key that opens every instance. */
  public String apiKey() {
    return settings.apiKey();
  }

  /**
   * Adds an instance that is connected, without telling anyone.
   *
   * @param token its own key
   * @param ownJid its own address, {@code <digits>@s.whatsapp.net}
   * @return Evolution's id of it
   * @throws IllegalArgumentException if the name is taken
   */
  public String addInstance(String name, String token, String ownJid) {
    Instance instance =
        instances
            .create(name, token, Instance.BAILEYS, ownJid)
            .orElseThrow(() -> new IllegalArgumentException("instance " + name + " is there"));
    instance.state("open");
    return instance.id();
  }

  /** Sets an instance's own webhook, for all events. */
  public void webhook(String instance, String url) {
    instances.get(instance).webhook(WebhookTarget.all(url, Clock.systemUTC().instant()));
  }

  /** Sets the webhook of all instances that have none of their own; null for none. */
  public void defaultWebhook(String url) {
    webhooks.defaultUrl(url);
  }

  /** Sets the global webhook, which gets every event after the instance's own; null for none. */
  public void globalWebhook(String url) {
    webhooks.globalUrl(url);
  }

  /** Says whether a number is on WhatsApp; all are unless told otherwise. */
  public void onWhatsApp(String number, boolean exists) {
    whatsApp.exists(Jids.of(number), exists);
  }

  /** How contacts are addressed from here on, in what they write and in statuses. */
  public void addressing(Addressing other) {
    addressing = other;
  }

  /**
   * A contact writes.
   *
   * @param jid or number
   * @return the message's id
   */
  public String contactSays(String instance, String jid, String text) {
    Instance to = instances.get(instance);
    String from = Jids.of(jid);
    String id = Ids.incoming();
    Addressing as = addressing;
    webhooks.emit(to, Events.UPSERT, data.said(to, from, id, text, as));
    MessageData.news(to, as.chat(from), webhooks);
    return id;
  }

  /**
   * The owner writes on the phone.
   *
   * @return the message's id
   */
  public String phoneSends(String instance, String jid, String text) {
    Instance from = instances.get(instance);
    String id = Ids.incoming();
    webhooks.emit(from, Events.UPSERT, data.fromPhone(from, Jids.of(jid), id, text));
    return id;
  }

  /** The instance is logged out, and says so. */
  public void disconnect(String instance) {
    connections.close(instances.get(instance), LOGGED_OUT);
  }

  /** The instance loses its connection and does not say so: sends fail with "Connection Closed". */
  public void loseConnection(String instance) {
    instances.get(instance).state("connecting");
  }

  /**
   * The instance connects: it can send at once, and says "connecting" now and "open" half a second
   * later, so that the two seldom overtake each other.
   */
  public void connect(String instance) {
    Instance one = instances.get(instance);
    connections.connecting(one);
    one.state("open");
    timer.after(settings.scaled(Connections.UNTIL_OPEN), () -> connections.open(one));
  }

  /** What goes wrong with all instances that have no faults of their own, from here on. */
  public void faults(Faults all) {
    faults.all(all);
  }

  /**
   * What goes wrong with one instance, from here on.
   *
   * @param own null for those of all
   */
  public void faults(String instance, Faults own) {
    instances.get(instance).faults(own);
  }

  /** What the next sends of an instance meet, one each; after those the shares hold again. */
  public void nextSends(String instance, Fault... next) {
    faults.next(instances.get(instance), List.of(next));
  }

  /** Whether there is a licence: without one, every call but the welcome is answered 503. */
  public void licensed(boolean has) {
    routes.licensed(has);
  }

  /** Closes the port and drops all connections; what was not delivered yet never will be. */
  public void goOffline() {
    exchange.die();
    server.down();
  }

  /** Goes offline in a moment, and comes back by itself. */
  public void goOffline(Duration time) {
    timer.after(BEFORE_OFFLINE, this::goOffline);
    timer.after(BEFORE_OFFLINE.plus(time), this::goOnline);
  }

  /** Listens on the same port again. */
  public void goOnline() {
    server.up();
  }

  /** All that really reached WhatsApp through the API, oldest first. */
  public List<Delivery> delivered() {
    return whatsApp.deliveries();
  }

  /** All requests that were handled, with their fate, in the order they were finished. */
  public List<HandledRequest> requests() {
    return routes.requests().all();
  }

  /** The most connections that were open at once, by the client's address. */
  public Map<String, Integer> mostConnections() {
    return server.mostConnections();
  }

  /** Webhooks neither delivered nor given up. */
  public int pendingWebhooks() {
    return webhooks.pending();
  }

  /** Webhooks answered with a success. */
  public long deliveredWebhooks() {
    return webhooks.delivered();
  }

  /** Webhooks given up or dropped. */
  public long lostWebhooks() {
    return webhooks.lost();
  }

  /** Instances by name, with their state. */
  public Map<String, String> instances() {
    return instances.all().stream().collect(Collectors.toMap(Instance::name, Instance::state));
  }

  /** Ends everything; webhooks that were to come are lost, as Evolution loses them. */
  @Override
  public void close() {
    exchange.die();
    timer.close();
    server.close();
    transport.close();
  }
}
