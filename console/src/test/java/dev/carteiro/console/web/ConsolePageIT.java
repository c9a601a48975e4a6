// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.runtime.http.HttpProblem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** The page in a real browser, on canned answers. Skipped where no Chromium is installed. */
class ConsolePageIT {
  private static final String EVERY_PAGE =
      "overview,messages,instances,queue,schedules,dead-letters,alerts,queries,live";

  /** All files of the page together, with some room; a phone on a slow network loads them. */
  private static final int MOST_FILES = 45;

  private static final long MOST_BYTES = 450_000;

  @TempDir static Path profile;
  private static FixtureConsole console;
  private static BrowserDriver browser;

  @BeforeAll
  static void start() {
    Optional<BrowserDriver> found = BrowserDriver.start(profile);
    if (found.isEmpty()) {
      System.out.println("no chromium and chromedriver on the PATH: the page was not tested");
    }
    found.ifPresent(
        one -> {
          browser = one;
          console = new FixtureConsole().start();
        });
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (console != null) {
      console.close();
    }
  }

  @BeforeEach
  void asUsual() {
    // Here and not above, so that each test counts as skipped.
    Assumptions.assumeTrue(browser != null, "no chromium and chromedriver on the PATH");
    console.empty(false);
    console.failing(null);
    console.feedRefused(false);
    console.commands().clear();
    browser.complaints();
    browser.prefers("light");
    browser.size(1280, 900);
  }

  @AfterEach
  void noHarmWasDone() {
    if (browser == null) {
      return;
    }
    assertThat(browser.run("return window.hacked === undefined")).isEqualTo(true);
    assertThat(browser.foreignRequests(console.url())).isEmpty();
  }

  private void openAs(String role, String page) {
    browser.openAnew(console.url() + "/#key=" + role + "&to=/" + page);
    browser.find("h1");
    browser.until("return !document.querySelector('main .skeleton')");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          overview     | Overall status  | Degraded          | 8 of 10 components healthy | 98.7%
          messages     | Ana Souza       | Olá! Meu pedido   | +55 11 98400-0000          | Delivered
          instances    | vendas-2        | numero-novo. Register it | High 12, Normal 96  | Paused
          queue        | Needs a person  | 148               | No confirmation came       | Resend all
          schedules    | Month           | +55 11 98         | Today                      | Mon
          dead-letters | Not JSON        | messages.upsert   | Run again                  | acme
          alerts       | Evolution does not answer | 3 alerts are firing | Instance disconnected  | Critical
          queries      | Counts over time | Run              | Pick a query               | Step
          live         | Batch              | Pause          | Connection                 | Nothing has happened
          """)
  void everyPageSaysWhatAPersonCameFor(
      String page, String first, String second, String third, String fourth) {
    // When
    openAs("admin", page);

    // Then
    for (String expected : List.of(first, second, third, fourth)) {
      browser.reads(expected);
    }
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.url()).endsWith("#/" + page);
    browser.size(375, 812);
    browser.until("return document.documentElement.scrollWidth <= 375");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          overview     | No messages in the last hour
          messages     | No messages yet
          instances    | No instance is registered
          queue        | Nothing needs you
          schedules    | Nothing is scheduled on this day
          dead-letters | No dead letters
          alerts       | Nothing is wrong
          """)
  void whereNothingIsItSaysWhatToDo(String page, String expected) {
    // Given
    console.empty(true);

    // When
    openAs("admin", page);

    // Then
    browser.reads(expected);
    assertThat(browser.complaints()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          queue        | Resend all | Nothing needs you
          dead-letters | Run again  | No dead letters
          alerts       | Critical   | Nothing is wrong
          """)
  void rowsThatAreGoneLeaveAnOpenPage(String page, String shown, String expected) {
    // Given
    openAs("admin", page);
    browser.reads(shown);

    // When
    console.empty(true);

    // Then
    browser.reads(expected);
    browser.until("return document.querySelectorAll('main tbody tr').length === 0");
  }

  /** Each line: the rows of the list, the newest page (with "+" if more follow), the list after. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      textBlock =
          """
          a b c       | a b       | a b         | none
          a b c       | none      | none        | none
          a b c d e   | a c +     | a c d e     | below
          a b c d e   | x y a c + | x y a c d e | below
          a b c d e   | b c d e + | b c d e     | next
          a b c d e   | x y z +   | x y z       | next
          none        | x y +     | x y         | next
          """)
  void theNewestPageReplacesWhatItCoversOfAList(
      String rows, String newest, String expected, String nextPage) {
    // Given
    openAs("admin", "overview");

    // When
    Object list =
        browser.runAsync(
            """
            const [rows, newest, done] = arguments;
            const answer = (text, next) => ({
              items: text.split(' ').filter(id => id && id !== '+').map(id => ({ id })),
              next,
            });
            const api = document.querySelector('link[href$="/lib/api.js"]').href;
            import(api).then(async ({ Pages }) => {
              const answers = [answer(rows, 'below'), answer(newest, newest.endsWith('+') ? 'next' : null)];
              const pages = new Pages(() => Promise.resolve(answers.shift()), () => {});
              await pages.restart();
              await pages.refresh(item => item.id);
              done(pages.items.map(item => item.id).join(' ') + '|' + pages.next);
            }).catch(error => done(String(error)));
            """,
            Objects.requireNonNullElse(rows, ""),
            Objects.requireNonNullElse(newest, ""));

    // Then
    assertThat(list).isEqualTo(Objects.requireNonNullElse(expected, "") + "|" + nextPage);
  }

  @ParameterizedTest
  @ValueSource(strings = {"overview", "messages", "instances", "queue", "alerts"})
  void whatFailsIsNamedAndTriedAgain(String page) {
    // Given
    console.failing(new HttpProblem(503, "REBALANCING", "Rebalancing", "Try again."));
    openAs("admin", page);
    browser.reads("The work is being redistributed");
    browser.reads("REBALANCING");

    // When
    console.failing(null);
    browser.click(".failure button");

    // Then
    browser.until("return !document.querySelector('.failure')");
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void nobodyIsShutOut(String theme) {
    browser.prefers(theme);
    for (String page : EVERY_PAGE.split(",")) {
      openAs("admin", page);
      // Only colours differ in the dark.
      assertThat(theme.equals("dark") ? browser.faintTexts() : browser.barriers())
          .as(page + " " + theme)
          .isEmpty();
    }
    openAs("admin", "messages/vendas/" + FixtureData.MESSAGE_ID);
    browser.find("[data-name=timeline]");
    assertThat(browser.barriers()).as("message " + theme).isEmpty();
    openAs("admin", "queue");
    browser.click("[data-name=discard]");
    browser.find("dialog");
    assertThat(browser.barriers()).as("dialog " + theme).isEmpty();
    browser.run("sessionStorage.clear()");
    browser.openAnew(console.url());
    browser.find("input[name=key]");
    assertThat(browser.barriers()).as("login " + theme).isEmpty();
    browser.size(375, 812);
    openAs("admin", "instances");
    assertThat(browser.barriers()).as("narrow " + theme).isEmpty();
  }

  @Test
  void oneSignsInWithAKeyAndOutAgain() {
    // Given
    browser.open(console.url());
    browser.run("sessionStorage.clear()");
    browser.openAnew(console.url());

    // When
    browser.find("input[name=key]").sendKeys("nonsense", Keys.ENTER);
    browser.reads("This key is not valid");
    browser.find("input[name=key]").clear();
    browser.find("input[name=key]").sendKeys("analyst", Keys.ENTER);

    // Then
    browser.reads("Overall status");
    browser.reads("acme");
    browser.click("[data-name=sign-out]");
    browser.find("input[name=key]");
    assertThat(browser.run("return sessionStorage.getItem('carteiro.key')")).isNull();
  }

  @Test
  void aKeyInTheAddressIsTakenOverAndDisappears() {
    // When
    browser.openAnew(console.url() + "/#key=sender");
    browser.find("h1");

    // Then
    assertThat(browser.url()).endsWith("#/overview").doesNotContain("sender");
    assertThat(browser.run("return sessionStorage.getItem('carteiro.key')")).isEqualTo("sender");
    assertThat(browser.run("return localStorage.getItem('carteiro.key')")).isNull();
  }

  @Test
  void whoMayOnlyReadIsOfferedNothingElse() {
    // When
    openAs("analyst", "queue");

    // Then
    browser.reads("Needs a person");
    assertThat(browser.all("[data-name=resend], [data-name=discard], [data-name=retry-failed]"))
        .isEmpty();
  }

  @Test
  void aMessageIsFoundByItsIdInTwoClicks() {
    // Given
    openAs("admin", "overview");

    // When
    browser.click("[data-name=nav-messages]");
    browser.find("h1");
    browser.type("/");
    browser.until("return document.activeElement.name === 'search'");
    browser.type(FixtureData.MESSAGE_ID, Keys.ENTER);
    browser.until("return document.querySelectorAll('[data-name=message]').length === 1");
    browser.click("[data-name=message]");

    // Then
    browser.reads("WhatsApp: delivered");
    browser.reads("+161 ms");
    browser.click("[data-name=tab-raw]");
    browser.reads("messages.upsert");
    browser.reads("Secrets were masked");
  }

  @Test
  void foreignTextIsTextWhateverItHolds() {
    // When
    openAs("admin", "messages");
    browser.reads(FixtureData.XSS.substring(0, 30));
    openAs("admin", "live");
    browser.until("return !!document.querySelector('.feed-chip.good')");
    console.publish(0, 14);
    browser.reads("<img src=x");

    // Then
    assertThat(browser.all("main img, main script")).isEmpty();
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aMegabyteIsCutUntilAllOfItIsAskedFor() {
    // Given
    openAs("admin", "messages/suporte/LONG");
    browser.reads("of 1,000,000 characters");
    assertThat(browser.textLength(".bubble .foreign")).isLessThan(5_000);

    // When
    browser.click("[data-name=show-all]");

    // Then
    browser.until("return document.querySelector('.bubble .foreign').textContent.length > 999999");
  }

  @Test
  void tenThousandRowsStayAFewHundredInMemory() {
    // Given
    openAs("admin", "messages");

    // When
    Object most =
        browser.runAsync(
            """
            const done = arguments[arguments.length - 1];
            let most = 0;
            const step = () => {
              most = Math.max(most, document.querySelectorAll('tbody:not(.far) tr').length);
              if (document.querySelector('.list-end')) return done(most);
              scrollTo(0, document.documentElement.scrollHeight);
              setTimeout(step, 15);
            };
            step();
            """);

    // Then
    assertThat(((Number) most).intValue()).isLessThan(600);
    browser.reads("That is all.");
    assertThat(browser.all("tbody")).hasSize(FixtureConsole.MESSAGES / 50);
    browser.run("scrollTo(0, 0)");
    browser.reads("Ana Souza");
  }

  @Test
  void theKeyboardIsEnough() {
    // Given
    openAs("admin", "overview");

    // When, Then
    browser.run("document.activeElement.blur()");
    browser.press(Keys.TAB);
    browser.until("return document.activeElement.className === 'skip'");
    browser.press(Keys.ENTER);
    browser.until("return document.activeElement.id === 'main'");
    browser.type("?");
    browser.reads("Show the shortcuts");
    for (int i = 0; i < 6; i++) {
      browser.press(Keys.TAB);
      browser.until(
          "return document.activeElement === document.body"
              + " || !!document.activeElement.closest('dialog')");
    }
    browser.press(Keys.ESCAPE);
    browser.until("return !document.querySelector('dialog')");
    browser.type("g");
    browser.type("q");
    browser.reads("Waiting by lane");
    browser.until("return document.activeElement.tagName === 'H1'");
  }

  @Test
  void whatCannotBeTakenBackAsksFirstAndSaysWhatBecameOfIt() {
    // Given
    openAs("sender", "queue");

    // When, Then
    browser.click("[data-name=discard]");
    browser.reads("Discard this message?");
    browser.click("[data-name=dialog-cancel]");
    browser.until("return !document.querySelector('dialog')");
    assertThat(console.commands()).isEmpty();
    browser.click("[data-name=discard]");
    browser.click("[data-name=dialog-confirm]");
    browser.reads("Discarded. It is never sent.");
    assertThat(console.commands()).hasSize(1);
    assertThat(console.commands().get(0)).startsWith("POST /api/whatsapp/jobs/msg_5_Zx80/discard");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          instances    | pause        | vendas is paused        | POST /api/instances/vendas/pause
          queue        | retry-failed | 3 queued again, 1 remain, 2 are uncertain | POST /api/whatsapp/monitoring/retry-failed/ {"hours":24}
          dead-letters | redrive      | It was written again    | POST /api/dead-letters/whatsapp-webhook-3-8812-0/redrive {"topic":"whatsapp-webhook"
          schedules?view=list | move  | Moved to                | PATCH /api/whatsapp/schedules/schedule_5_
          schedules?view=list | cancel | Cancelled. It is never sent. | DELETE /api/whatsapp/schedules/schedule_5_
          """)
  void everyCommandReachesItsPath(String page, String button, String said, String command) {
    // Given
    openAs("admin", page);
    if (page.equals("instances")) {
      browser.find("input[type=search]").sendKeys("vendas");
    }

    // When
    browser.click("[data-name=" + button + "]");
    browser.click("[data-name=dialog-confirm]");

    // Then
    browser.reads(said.equals("vendas is paused") ? "is paused" : said);
    assertThat(console.commands()).hasSize(1);
    assertThat(console.commands().get(0)).startsWith(command);
  }

  @Test
  void whatHappensIsSeenAsItHappensAndTheFeedComesBack() {
    // Given
    openAs("admin", "live");
    browser.until("return !!document.querySelector('.feed-chip.good')");

    // When, Then
    console.publish(100, 7);
    browser.reads("7 events");
    console.publish(100, 7);
    console.publish(107, 1);
    browser.reads("8 events");
    browser.click("[data-name=pause]");
    console.publish(200, 3);
    browser.reads("3 wait");
    browser.click("[data-name=pause]");
    browser.until("return document.querySelectorAll('.tail li').length === 11");
    console.feedRefused(true);
    browser.reads("Every few seconds");
    console.feedRefused(false);
    browser.until("return !!document.querySelector('.feed-chip.good')");
    console.publish(300, 1);
    browser.reads("12 events");
  }

  @Test
  void aQueryIsATableAndAFile() {
    // Given
    openAs("admin", "queries");

    // When
    browser.click("[data-name=run]");

    // Then
    browser.reads("Delivery p95");
    browser.reads("atendimento");
    browser.until(
        "window.saved = null; HTMLAnchorElement.prototype.click = function () {"
            + " window.saved = this.download; }; return true");
    browser.click("[data-name=csv]");
    browser.until("return !!window.saved && window.saved.startsWith('carteiro-stats-')");
  }

  @Test
  void bothLanguagesAndBothThemesAreOneClickAway() {
    // Given
    openAs("admin", "overview");

    // When, Then
    browser.click("[data-name=language]");
    browser.reads("Visão geral");
    browser.reads("Situação geral");
    assertThat(browser.run("return document.documentElement.lang")).isEqualTo("pt-BR");
    browser.click("[data-name=theme]");
    assertThat(browser.run("return document.documentElement.dataset.theme")).isEqualTo("dark");
    browser.click("[data-name=language]");
    browser.reads("Overview");
    browser.run("localStorage.clear()");
  }

  @Test
  void anAdminNarrowsEverythingToATenant() {
    // Given
    openAs("admin", "overview");

    // When
    browser.run(
        "const s = document.querySelector('select[name=tenant]'); s.value = 'acme';"
            + " s.dispatchEvent(new Event('change', {bubbles: true}))");

    // Then
    browser.until(
        "return performance.getEntriesByType('resource').some(e =>"
            + " e.name.includes('/api/overview?tenant=acme'))");
    browser.run("sessionStorage.removeItem('carteiro.tenant')");
  }

  @Test
  void theFirstPageIsLoadedOnceAndStaysSmall() {
    // When
    openAs("admin", "overview");

    // Then
    Map<?, ?> loaded =
        (Map<?, ?>)
            browser.run(
                """
                const page = performance.getEntriesByType('navigation')[0];
                const files = performance.getEntriesByType('resource').filter(e => !e.name.includes('/api/'));
                return {names: files.map(e => e.name), bytes: files.reduce((sum, e) => sum + e.decodedBodySize, page.decodedBodySize),
                  failed: files.filter(e => e.responseStatus >= 400).map(e => e.name)};
                """);
    assertThat((List<?>) loaded.get("failed")).isEmpty();
    assertThat((List<?>) loaded.get("names"))
        .as("the page brings its scripts and its style, each once")
        .hasSizeBetween(5, MOST_FILES)
        .doesNotHaveDuplicates();
    assertThat(((Number) loaded.get("bytes")).longValue())
        .as("bytes before compression")
        .isBetween(50_000L, MOST_BYTES);
  }
}
