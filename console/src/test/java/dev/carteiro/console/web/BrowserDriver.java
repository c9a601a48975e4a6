// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Headless Chromium, as it is installed; nothing is downloaded. */
public final class BrowserDriver implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final String AXE = axe();

  private final ChromeDriver driver;

  private BrowserDriver(Path chromium, Path chromedriver, Path profile) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-default-apps",
        "--disable-sync",
        "--no-first-run",
        "--hide-scrollbars",
        "--force-device-scale-factor=1",
        "--lang=en-GB",
        "--user-data-dir=" + profile);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, java.util.logging.Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(chromedriver.toFile())
            .usingAnyFreePort()
            .build();
    driver = new ChromeDriver(service, options);
    driver.manage().timeouts().scriptTimeout(PATIENCE.multipliedBy(6));
  }

  /** A browser, or nothing where none is installed. */
  public static Optional<BrowserDriver> start(Path profile) {
    Optional<Path> chromium = installed("chromium", "chromium-browser", "google-chrome");
    Optional<Path> chromedriver = installed("chromedriver");
    return chromium.isPresent() && chromedriver.isPresent()
        ? Optional.of(new BrowserDriver(chromium.get(), chromedriver.get(), profile))
        : Optional.empty();
  }

  private static Optional<Path> installed(String... names) {
    List<Path> folders =
        Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator)).map(Path::of).toList();
    return Stream.of(names)
        .flatMap(name -> folders.stream().map(folder -> folder.resolve(name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** The inner size of the window. */
  public void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
  }

  public void open(String url) {
    driver.get(url);
  }

  /** Opens an address anew, not only another part of the same page. */
  public void openAnew(String url) {
    driver.get("about:blank");
    driver.get(url);
  }

  public String url() {
    return driver.getCurrentUrl();
  }

  public Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  public Object runAsync(String script, Object... arguments) {
    return driver.executeAsyncScript(script, arguments);
  }

  /** The element, as soon as it is visible. */
  public WebElement find(String css) {
    return new WebDriverWait(driver, PATIENCE, Duration.ofMillis(25))
        .withMessage(() -> "no " + css + " in: " + text())
        .ignoring(org.openqa.selenium.StaleElementReferenceException.class)
        .until(
            d ->
                d.findElements(By.cssSelector(css)).stream()
                    .filter(WebElement::isDisplayed)
                    .findFirst()
                    .orElse(null));
  }

  public List<WebElement> all(String css) {
    return driver.findElements(By.cssSelector(css));
  }

  public void click(String css) {
    find(css).click();
  }

  public void type(CharSequence... keys) {
    driver.switchTo().activeElement().sendKeys(keys);
  }

  public void press(Keys key) {
    type(key);
  }

  /** Everything that the page says. */
  public String text() {
    return String.valueOf(run("return document.body.innerText"));
  }

  /** Waits until the page says this. */
  public void reads(String expected) {
    new WebDriverWait(driver, PATIENCE, Duration.ofMillis(25))
        .withMessage(() -> "the page does not say \"" + expected + "\" but: " + text())
        .until(d -> text().contains(expected));
  }

  /** Waits until a script says true. */
  public void until(String script, Object... arguments) {
    new WebDriverWait(driver, PATIENCE, Duration.ofMillis(25))
        .withMessage(() -> "never true: " + script + " in: " + text())
        .until(d -> Boolean.TRUE.equals(run(script, arguments)));
  }

  /** What the browser complained of since the last call. */
  public List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= java.util.logging.Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /** Requests that went to another host than the page's own. */
  public List<?> foreignRequests(String own) {
    return (List<?>)
        run(
            "return performance.getEntriesByType('resource').map(e => e.name)"
                + ".filter(name => !name.startsWith(arguments[0]) && !name.startsWith('blob:'))",
            own);
  }

  public int textLength(String css) {
    return ((Number) run("return document.querySelector(arguments[0]).textContent.length", css))
        .intValue();
  }

  /** What axe-core calls serious or critical, as it stands. */
  public List<?> barriers() {
    return axe("{resultTypes: ['violations']}");
  }

  /** Texts whose contrast is below 4.5. */
  public List<?> faintTexts() {
    return axe("{resultTypes: ['violations'], runOnly: ['color-contrast']}");
  }

  private List<?> axe(String options) {
    run("if (!window.axe) {" + AXE + "}");
    List<?> found =
        (List<?>)
            runAsync(
                """
                const done = arguments[arguments.length - 1];
                axe.run(document, OPTIONS).then(result => done(result.violations
                  .filter(v => v.impact === 'serious' || v.impact === 'critical')
                  .flatMap(v => v.nodes.map(n => v.id + ': ' + n.html.slice(0, 200) + ' ' +
                    n.any.concat(n.all).map(c => c.message).join('; ').slice(0, 200)))),
                  error => done(['axe failed: ' + error]));
                """
                    .replace("OPTIONS", options));
    // What axe itself makes the browser complain of.
    complaints();
    return found;
  }

  private static String axe() {
    try (InputStream in =
        BrowserDriver.class.getResourceAsStream(
            "/META-INF/resources/webjars/axe-core/" + axeVersion() + "/axe.min.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String axeVersion() throws IOException {
    Properties properties = new Properties();
    try (InputStream in =
        BrowserDriver.class.getResourceAsStream(
            "/META-INF/maven/org.webjars.npm/axe-core/pom.properties")) {
      properties.load(in);
    }
    return properties.getProperty("version");
  }

  /** Dark or light, as the system would say; and still, so that pictures do not differ. */
  public void prefers(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", scheme),
                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
  }

  public void screenshot(Path file) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
