// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.config.AlertChannels;
import dev.carteiro.config.AlertSettings;
import dev.carteiro.config.ConsoleSettings;
import dev.carteiro.config.SettingException;
import dev.carteiro.console.ConsoleContext;
import dev.carteiro.console.Part;
import dev.carteiro.console.monitor.SnapshotSource;
import dev.carteiro.runtime.BrokerClock;
import io.javalin.config.JavalinConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The console's alerts: judges the rules and sends notices to people. It has no routes: alerts are
 * read from PostgreSQL and from {@link dev.carteiro.contract.Topic#ALERT}.
 */
public final class AlertsPart implements Part {
  private final RowWatch rows;
  private final DiskWatch disks;
  private final BrokerClock brokerClock;
  private final List<ChannelLoop> channels;
  private final AlertLeader leader;

  /**
   * @param source provides the snapshot that the rules judge
   * @throws SettingException if an e-mail address or the webhook's secret is invalid
   */
  public AlertsPart(ConsoleContext context, SnapshotSource source) {
    ConsoleSettings console = context.settings();
    AlertSettings settings = console.alerts();
    Wording wording = new Wording(settings.channels().language().locale());
    NoticeLog log = new NoticeLog(context.metrics());
    RowQueries queries = new RowQueries(context.database(), settings);
    this.rows = new RowWatch(settings, source, queries, context.clock());
    this.disks = new DiskWatch(console.kafka());
    this.brokerClock =
        new BrokerClock(console.kafka(), "console", context.clock(), context.metrics());
    this.channels =
        channels(context, wording).stream().map(channel -> loop(context, channel, log)).toList();
    AlertBook book = new AlertBook();
    AlertWriter writer = new AlertWriter(console.kafka(), channels, context.metrics());
    Observer observer = new Observer(settings, context.clock().instant());
    Supplier<Observations> observations =
        () ->
            observer.observe(
                source.snapshot(),
                rows.newest(),
                new Observer.Own(disks.newest(), brokerClock.offset(), writer.unkept()),
                context.clock().instant());
    this.leader =
        new AlertLeader(
            () -> AlertClients.consumer(console.kafka(), AlertLeader.GROUP, AlertLeader.GROUP),
            new AlertLeader.Tools(
                new AlertEngine(settings, wording, book),
                book,
                writer,
                new AlertGauges(context.metrics()),
                log),
            observations,
            settings.interval(),
            context.clock());
  }

  private static List<Channel> channels(ConsoleContext context, Wording wording) {
    AlertChannels settings = context.settings().alerts().channels();
    List<Channel> channels = new ArrayList<>();
    try {
      settings.mail().ifPresent(mail -> channels.add(new MailChannel(mail, wording)));
    } catch (IllegalArgumentException e) {
      throw new SettingException(AlertChannels.ADMIN_EMAILS.name(), e.getMessage(), e);
    }
    try {
      settings
          .webhook()
          .ifPresent(webhook -> channels.add(new WebhookChannel(webhook, context.clock())));
    } catch (IllegalArgumentException e) {
      throw new SettingException(
          AlertChannels.WEBHOOK_SECRET.name(), "holds no base64 behind whsec_", e);
    }
    settings
        .whatsApp()
        .ifPresent(
            whatsApp ->
                channels.add(new WhatsAppChannel(whatsApp, context.settings().bridges(), wording)));
    return channels;
  }

  private static ChannelLoop loop(ConsoleContext context, Channel channel, NoticeLog log) {
    AlertChannels settings = context.settings().alerts().channels();
    return new ChannelLoop(
        context.settings().kafka(),
        channel,
        told ->
            new Telling(
                channel, settings.quiet(), settings.giveUpAfter(), log, context.clock(), told));
  }

  @Override
  public void addTo(JavalinConfig config) {
    // No routes.
  }

  @Override
  public void start() {
    rows.start();
    disks.start();
    brokerClock.start();
    channels.forEach(ChannelLoop::start);
    leader.start();
  }

  @Override
  public void close() {
    leader.close();
    channels.forEach(ChannelLoop::close);
    brokerClock.close();
    disks.close();
    rows.close();
  }
}
