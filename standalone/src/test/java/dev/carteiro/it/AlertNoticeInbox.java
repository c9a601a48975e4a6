// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.carteiro.fake.EvolutionFakeServer;
import dev.carteiro.fake.whatsapp.DeliveredMessage;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** What people were told of alerts: by e-mail, by webhook and by WhatsApp. */
final class AlertNoticeInbox implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String PHONE = "5511900000001";
  private static final String NOTIFIER = "notices";

  private final GreenMail smtp =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private final AlertReceiver receiver;
  private final EvolutionFakeServer fake;

  private record InboxChannel(String name, Callable<List<String>> titles) {}

  AlertNoticeInbox(EvolutionFakeServer fake) throws IOException {
    this.fake = fake;
    this.receiver = new AlertReceiver();
    smtp.start();
  }

  /** The WhatsApp number that tells; it has to be bound and connected. */
  static String notifier() {
    return NOTIFIER;
  }

  /** Whom it tells. */
  static String phone() {
    return PHONE;
  }

  Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("ADMIN_EMAILS", "ana@example.org,bia@example.org");
    settings.put("DEFAULT_FROM_EMAIL", "carteiro@example.org");
    settings.put("EMAIL_PORT", Integer.toString(smtp.getSmtp().getPort()));
    settings.put("ALERT_EMAIL_RATE", "1000");
    settings.put("ALERT_WEBHOOK_URL", receiver.url());
    settings.put("ALERT_WEBHOOK_SECRET", AlertReceiver.SECRET);
    settings.put("ALERT_WHATSAPP_INSTANCE", NOTIFIER);
    settings.put("ALERT_WHATSAPP_TO", PHONE);
    settings.put("ALERT_WHATSAPP_API_KEY", WholeSystemFixture.ADMIN_KEY);
    settings.put("ALERT_WHATSAPP_RATE", "1000");
    return settings;
  }

  /** Waits until the webhook told that these fire. */
  void firing(String... titles) {
    await("firing", titles);
  }

  /** Waits until the webhook told that these are over. */
  void over(String... titles) {
    await("resolved", titles);
  }

  private void await(String state, String... titles) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(
            () ->
                assertThat(
                        receiver.titles().stream()
                            .filter(title -> title.startsWith(state + " "))
                            .map(title -> title.substring(state.length() + 1)))
                    .contains(titles));
  }

  /** Whether WhatsApp has told all that the webhook has, messages for a person aside. */
  boolean isOnEveryPhone() {
    return messages()
        .containsAll(
            receiver.titles().stream()
                .filter(title -> !title.contains("SEND_NEEDS_MANUAL"))
                .toList());
  }

  /** Each channel tells of these, and tells everything once. */
  void eachOnce(List<String> titles) throws Exception {
    List<String> expected = new ArrayList<>();
    titles.forEach(title -> expected.addAll(List.of("firing " + title, "resolved " + title)));
    List<InboxChannel> channels =
        List.of(
            new InboxChannel("webhook", receiver::titles),
            new InboxChannel("email", this::mails),
            new InboxChannel("whatsapp", this::messages));
    for (InboxChannel channel : channels) {
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(channel.titles().call()).as(channel.name()).containsAll(expected));
      assertThat(counts(channel.titles().call()))
          .as(channel.name())
          .allSatisfy((title, count) -> assertThat(count).as(title).isEqualTo(1));
    }
  }

  private static Map<String, Long> counts(List<String> titles) {
    return titles.stream()
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  /** One mail of each pair: both administrators have the same. */
  private List<String> mails() throws MessagingException {
    List<String> titles = new ArrayList<>();
    for (MimeMessage mail : smtp.getReceivedMessages()) {
      titles.add(normal(mail.getSubject()));
    }
    List<String> once = new ArrayList<>();
    counts(titles)
        .forEach((title, count) -> once.addAll(Collections.nCopies((int) (count + 1) / 2, title)));
    return once;
  }

  private List<String> messages() {
    return fake.delivered().stream()
        .filter(delivery -> delivery.instance().equals(NOTIFIER))
        .map(DeliveredMessage::content)
        .map(text -> normal(text.lines().findFirst().orElse("").replace("*", "")))
        .toList();
  }

  /** {@code [WARNING] title} and {@code [RESOLVED] title} as {@code firing title}, … */
  private static String normal(String title) {
    String what =
        title
            .replaceFirst("^\\[[A-Z]+] ", "")
            .replaceFirst("(Evolution does not answer): .*", "$1");
    return (title.startsWith("[RESOLVED]") ? "resolved " : "firing ") + what;
  }

  @Override
  public void close() {
    receiver.close();
    smtp.stop();
  }
}
