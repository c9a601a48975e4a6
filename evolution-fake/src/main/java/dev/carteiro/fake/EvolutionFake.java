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
 * A fake Evolution API 2.3.7 server: it accepts sends, posts webhooks, and records which messages
 * were delivered. Faults can be switched at run time and are repeatable: they follow from the seed.
 *
 * <p>Thread-safe.
 */
public final class EvolutionFake implements AutoCloseable {
  private static final int LOGGED_OUT = 401;

  /** Time to answer the request that asked for it. */
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

  /** Starts a server on a free port with the default settings. */
  public static EvolutionFake start() {
    return start(FakeSettings.from(new Environment(Map.of(FakeSettings.PORT.name(), "0"))));
  }

  /** Starts a server; it serves when this returns. */
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

  /** Returns the base URL, without a trailing slash. */
  public String url() {
    return "http://" + settings.http().host() + ":" + server.port();
  }

  /** Returns the global API key, which is valid for every instance. */
  public String apiKey() {
    return settings.apiKey();
  }

  /**
   * Adds a connected instance without sending webhooks.
   *
   * @param token the instance's own API key
   * @param ownJid the instance's address, {@code <digits>@s.whatsapp.net}
   * @return Evolution's instance id
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

  /** Sets whether a number is on WhatsApp; by default every number is. */
  public void onWhatsApp(String number, boolean exists) {
    whatsApp.exists(Jids.of(number), exists);
  }

  /** Sets how contacts are addressed from now on, in their messages and in statuses. */
  public void addressing(Addressing other) {
    addressing = other;
  }

  /**
   * Simulates a text message from a contact.
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
   * Simulates a text message that the instance's owner writes on the phone.
   *
   * @return the message's id
   */
  public String phoneSends(String instance, String jid, String text) {
    Instance from = instances.get(instance);
    String id = Ids.incoming();
    webhooks.emit(from, Events.UPSERT, data.fromPhone(from, Jids.of(jid), id, text));
    return id;
  }

  /** Logs the instance out, with a webhook. */
  public void disconnect(String instance) {
    connections.close(instances.get(instance), LOGGED_OUT);
  }

  /** Drops the instance's connection without a webhook: sends fail with "Connection Closed". */
  public void loseConnection(String instance) {
    instances.get(instance).state("connecting");
  }

  /**
   * Connects the instance: it can send at once. Its webhook "connecting" goes out now and "open"
   * half a second later, so that the two seldom overtake each other.
   */
  public void connect(String instance) {
    Instance one = instances.get(instance);
    connections.connecting(one);
    one.state("open");
    timer.after(settings.scaled(Connections.UNTIL_OPEN), () -> connections.open(one));
  }

  /** Sets the faults of all instances that have none of their own. */
  public void faults(Faults all) {
    faults.all(all);
  }

  /**
   * Sets the faults of one instance.
   *
   * @param own null for the faults of all instances
   */
  public void faults(String instance, Faults own) {
    instances.get(instance).faults(own);
  }

  /**
   * Queues faults for the next sends of an instance, one for each send; afterwards the shares apply
   * again.
   */
  public void nextSends(String instance, Fault... next) {
    faults.next(instances.get(instance), List.of(next));
  }

  /** Sets whether the server has a licence; without it every path but {@code /} is answered 503. */
  public void licensed(boolean has) {
    routes.licensed(has);
  }

  /** Closes the port and drops all connections; sends under way are not delivered. */
  public void goOffline() {
    exchange.die();
    server.down();
  }

  /** Goes offline after 100 ms, and online again after the given time. */
  public void goOffline(Duration time) {
    timer.after(BEFORE_OFFLINE, this::goOffline);
    timer.after(BEFORE_OFFLINE.plus(time), this::goOnline);
  }

  /** Opens the same port again. */
  public void goOnline() {
    server.up();
  }

  /** Returns the latest messages that reached WhatsApp through the API, oldest first. */
  public List<Delivery> delivered() {
    return whatsApp.deliveries();
  }

  /**
   * Returns the latest handled requests with their results, in the order in which they finished.
   */
  public List<HandledRequest> requests() {
    return routes.requests().all();
  }

  /** Returns the highest number of connections open at once, by client address. */
  public Map<String, Integer> mostConnections() {
    return server.mostConnections();
  }

  /** Returns the number of webhooks neither delivered nor given up. */
  public int pendingWebhooks() {
    return webhooks.pending();
  }

  /** Returns the number of webhooks answered with a 2xx status. */
  public long deliveredWebhooks() {
    return webhooks.delivered();
  }

  /** Returns the number of webhooks given up or dropped. */
  public long lostWebhooks() {
    return webhooks.lost();
  }

  /** Returns the connection state of each instance, by name. */
  public Map<String, String> instances() {
    return instances.all().stream().collect(Collectors.toMap(Instance::name, Instance::state));
  }

  /** Stops the server; pending webhooks are lost, as with Evolution. */
  @Override
  public void close() {
    exchange.die();
    timer.close();
    server.close();
    transport.close();
  }
}
