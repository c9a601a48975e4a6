// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import static org.awaitility.Awaitility.await;

import dev.carteiro.console.web.BrowserDriver;
import dev.carteiro.standalone.embedded.DemoProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Draws the pictures of {@code docs/CONSOLE.md}, of the demo after some minutes. Only on demand:
 * {@code -Dcarteiro.screenshots=true}.
 */
@EnabledIfSystemProperty(named = "carteiro.screenshots", matches = "true")
class ConsolePicturesIT {
  private static final Path PICTURES = Path.of("..", "docs", "screenshots");
  private static final int WIDE = 1280;
  private static final int NARROW = 375;

  /** Minutes of traffic, so that the plots have something to show. */
  private static final int ENOUGH_RECEIVED = 120;

  /** Each page: the file's name, where it is, and what is clicked first. */
  private static final String[][] PAGES = {
    {"overview", "overview", ""},
    {"messages", "messages", ""},
    {"message", "messages?direction=out&status=READ", "[data-name=message]"},
    {"payload", "messages?direction=in", "[data-name=message] [data-name=tab-raw]"},
    {"instances", "instances", ""},
    {"queue", "queue", ""},
    {"batches", "queue?tab=batches", ""},
    {"schedules", "schedules", ""},
    {"dead-letters", "dead-letters", "[data-name=dead-letter]"},
    {"alerts", "alerts", ""},
    {"queries", "queries", "[data-name=run]"},
    {"live", "live", ""},
  };

  @TempDir private Path directory;

  @Test
  void picturesOfEveryPageAreTaken() {
    Map<String, String> environment =
        DemoProcess.environment(
            directory.resolve("data"), Map.of("OUTBOX_UNKNOWN_WINDOW", "PT20S"));
    try (BrowserDriver browser = BrowserDriver.start(directory.resolve("profile")).orElseThrow();
        DemoProcess demo = DemoProcess.start(directory.resolve("output"), environment)) {
      browser.prefers("light");
      browser.size(WIDE, 900);
      browser.open(demo.console());
      browser.find("input[name=key]");
      take(browser, "sign-in");
      open(browser, demo, "live");
      await()
          .atMost(Duration.ofMinutes(15))
          .pollInterval(Duration.ofSeconds(5))
          .until(() -> received(browser, demo) >= ENOUGH_RECEIVED);
      for (String[] page : PAGES) {
        draw(browser, demo, page, WIDE, page[0]);
        draw(browser, demo, page, NARROW, page[0] + "-phone");
      }
      browser.prefers("dark");
      for (int page : new int[] {0, 2, 7}) {
        draw(browser, demo, PAGES[page], WIDE, PAGES[page][0] + "-dark");
      }
      demo.stop();
    }
  }

  private static void open(BrowserDriver browser, DemoProcess demo, String page) {
    browser.openAnew(demo.console() + "/#key=" + demo.adminKey() + "&to=/" + page);
    browser.find("h1");
    browser.until("return !document.querySelector('main .skeleton')");
  }

  private static long received(BrowserDriver browser, DemoProcess demo) {
    Object count =
        browser.runAsync(
            "const done = arguments[arguments.length - 1];"
                + " fetch('/api/overview', {headers: {Authorization: 'Bearer ' + arguments[0]}})"
                + ".then(r => r.json()).then(o => done(o.traffic.received ?? 0), () => done(0))",
            demo.adminKey());
    return ((Number) count).longValue();
  }

  private static void draw(
      BrowserDriver browser, DemoProcess demo, String[] page, int width, String name) {
    browser.size(width, width == WIDE ? 900 : 812);
    open(browser, demo, page[1]);
    for (String click : page[2].split(" ")) {
      if (!click.isEmpty()) {
        browser.click(click);
        browser.until("return !document.querySelector('main .skeleton, dialog .skeleton')");
      }
    }
    if (page[0].equals("live")) {
      browser.until("return document.querySelectorAll('.tail li').length >= 10");
    }
    browser.until("return !!document.querySelector('.feed-chip.good')");
    take(browser, name);
  }

  private static void take(BrowserDriver browser, String name) {
    Path picture = PICTURES.resolve(name + ".png");
    browser.screenshot(picture);
    PictureColourReducer.shrink(picture);
  }
}
