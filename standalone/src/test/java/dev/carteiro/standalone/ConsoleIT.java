// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.console.web.BrowserDriver;
import dev.carteiro.standalone.embedded.DemoProcess;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/**
 * The console in a real browser, on the whole running system with the demo in it: what a person
 * reads on each page, and what becomes of what they do. Skipped where no Chromium is installed.
 */
class ConsoleIT {
  @TempDir private static Path directory;
  private static DemoProcess demo;
  private static BrowserDriver browser;

  @BeforeAll
  static void start() {
    Optional<BrowserDriver> found = BrowserDriver.start(directory.resolve("profile"));
    if (found.isEmpty()) {
      System.out.println("no chromium and chromedriver on the PATH: the console was not looked at");
    }
    Assumptions.assumeTrue(found.isPresent(), "no chromium and chromedriver on the PATH");
    browser = found.get();
    browser.prefers("light");
    demo =
        DemoProcess.start(
            directory.resolve("output"),
            DemoProcess.environment(
                directory.resolve("data"),
                // The answer that got lost needs a person soon.
                Map.of("OUTBOX_UNKNOWN_WINDOW", "PT2S")));
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (demo != null) {
      demo.close();
    }
  }

  @AfterEach
  void nothingIsWrongWithThePage() {
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.foreignRequests(demo.console())).isEmpty();
  }

  private static void open(String page) {
    browser.size(1280, 900);
    browser.openAnew(demo.console() + "/#key=" + demo.adminKey() + "&to=/" + page);
    browser.find("h1");
    browser.until("return !document.querySelector('main .skeleton')");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          overview             | 10 of 10 components healthy | 4 of 4 connected           | Answering        | Incoming webhooks
          messages             | Saiu agora para entrega     | Sua consulta está confirmada | padaria-entregas | Read
          instances            | padaria-entregas            | clinica-retorno            | Connected        | Just now
          queue?tab=jobs       | The number is not on WhatsApp | +55 11 90000-0000        | Scheduled        | Waiting by lane
          queue?tab=batches    | padaria-entregas            | clinica-retorno            | of 12            | Progress
          schedules?view=list  | +55 11 99998-4003           | clinica-agenda             | Scheduled        | Olá! Estamos abertos até as 20h.
          dead-letters         | Not JSON                    | messages.upsert            | Run again        | Open
          alerts               | Dead letters                | 1 dead letter is not settled. | Firing        | Warning
          live                 | padaria                     | Job                        | Message          | Read
          """)
  void everyPageTellsWhatTheDemoDoes(
      String page, String first, String second, String third, String fourth) {
    // When
    open(page);

    // Then
    for (String expected : List.of(first, second, third, fourth)) {
      browser.reads(expected);
    }
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.barriers()).isEmpty();
    browser.size(375, 812);
    browser.until("return document.documentElement.scrollWidth <= 375");
  }

  @Test
  void aMessageIsFollowedFromTheRequestToItsReader() {
    // Given
    open("messages?direction=out&status=READ");

    // When
    browser.click("[data-name=message]");

    // Then
    for (String hop : List.of("Request accepted", "Claimed by a sender", "WhatsApp: read")) {
      browser.reads(hop);
    }
    browser.click("[data-name=tab-details]");
    browser.reads("Trace");
    browser.click("[data-name=tab-raw]");
    browser.reads("\"fromMe\": true");
    assertThat(browser.barriers()).isEmpty();
  }

  @Test
  void aMessageIsFoundByItsWords() {
    // Given
    open("messages");

    // When
    browser.type("/");
    browser.type("confirmada", Keys.ENTER);

    // Then
    browser.until(
        "const rows = [...document.querySelectorAll('[data-name=message]')];"
            + " return rows.length > 0 && rows.every(r => r.closest('tr').innerText.includes('confirmada'))");
  }

  @Test
  void theRunningSystemAnswersAQuery() {
    // Given
    open("queries");

    // When
    browser.click("[data-name=run]");

    // Then
    browser.reads("Delivery p95");
    browser.reads("padaria-entregas");
    assertThat(browser.barriers()).isEmpty();
  }

  @Test
  void theCalendarListsWhatIsSentOnADay() {
    // Given
    // Late in the evening no reminder of the demo is left for today; tomorrow's month has some.
    open("schedules?day=" + LocalDate.now(ZoneId.systemDefault()).plusDays(1));

    // When
    browser.click(".day:has(.count) .day-number");

    // Then
    for (String expected : List.of("Today", "Month", "Scheduled", "Move")) {
      browser.reads(expected);
    }
    assertThat(browser.barriers()).isEmpty();
    browser.size(375, 812);
    browser.until("return document.documentElement.scrollWidth <= 375");
  }

  @Test
  void aReminderIsCancelledAndLeavesTheCalendar() {
    // Given
    open("schedules?view=list");
    browser.until("return document.querySelectorAll('[data-name=cancel]').length === 8");

    // When
    browser.click("[data-name=cancel]");
    browser.reads("Cancel this message?");
    browser.click("[data-name=dialog-confirm]");

    // Then
    browser.reads("Cancelled. It is never sent.");
    browser.until("return document.querySelectorAll('[data-name=cancel]').length === 7");
    open("queue?tab=jobs&state=cancelled");
    browser.until("return document.querySelectorAll('[data-name=job]').length === 1");
  }

  @Test
  void aManualMessageIsSentAgainAndArrives() {
    // Given
    open("queue");
    browser.reads("Sua consulta está confirmada");
    browser.reads("Evolution took too long");
    assertThat(browser.barriers()).isEmpty();

    // When
    browser.click("[data-name=resend]");
    browser.click("[data-name=dialog-confirm]");

    // Then
    browser.reads("Nothing needs you");
    open("queue?tab=jobs&lane=high&state=read");
    browser.until("return document.querySelectorAll('[data-name=job]').length === 1");
    browser.click("[data-name=job]");
    browser.until("return document.querySelectorAll('dialog tbody tr').length === 2");
  }
}
