// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.replay;

import dev.carteiro.cli.command.BridgeClientSettings;
import dev.carteiro.cli.command.CommandFailedException;
import dev.carteiro.cli.command.LocalServiceAddresses;
import dev.carteiro.cli.command.SettingOptions;
import dev.carteiro.cli.command.StandaloneSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.config.Setting;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code replay}: posts recorded webhooks to a bridge, as Evolution would. */
@Command(
    name = "replay",
    description = {
      "Posts recorded webhooks to a bridge. A file holds one JSON body a line, or a recorder's lines with request.body;"
          + " lines that hold no webhook are skipped and counted.",
      "Fails when a webhook was not acknowledged in the end."
    })
public final class WebhookReplayCommand implements Callable<Integer> {
  private static final List<Setting<?>> SETTINGS =
      List.of(BridgeClientSettings.URL, StandaloneSettings.DATA_DIR);
  private static final int MOST_CONCURRENT = 512;

  private final Environment environment;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files to read.")
  private List<Path> files;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Posts per second. Default: as fast as they are answered.")
  private double rate;

  @Option(
      names = "--times",
      paramLabel = "N",
      defaultValue = "1",
      description = "Post everything so often. Default: 1.")
  private int times;

  @Option(names = "--shuffle", description = "In an order of its own each time, not the files'.")
  private boolean shuffle;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the shuffling. Default: 1.")
  private long seed;

  @Option(
      names = "--instance",
      paramLabel = "NAME",
      description = "Put this into every body as its instance.")
  private String instance;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      defaultValue = "1",
      description = "Posts under way at once. Default: 1, which keeps the order of the files.")
  private int concurrency;

  @Option(
      names = "--path",
      paramLabel = "PATH",
      defaultValue = "/webhooks/evolution",
      description =
          "Path of the webhook, with its secret segment if there is one. Default: ${DEFAULT-VALUE}.")
  private String path;

  @Option(
      names = "--raw",
      description = "Post every line as it is, also what is no webhook and no JSON.")
  private boolean raw;

  private WebhookReplayCommand(Environment environment) {
    this.environment = environment;
  }

  public static CommandSpec spec(Environment environment) {
    return SettingOptions.spec(new WebhookReplayCommand(environment), SETTINGS);
  }

  @Override
  public Integer call() {
    check(times >= 1, "--times must be at least 1");
    check(rate >= 0, "--rate must not be negative");
    check(
        concurrency >= 1 && concurrency <= MOST_CONCURRENT,
        "--concurrency must be from 1 to " + MOST_CONCURRENT);
    Environment given =
        LocalServiceAddresses.under(SettingOptions.over(environment, spec, SETTINGS));
    URI url = URI.create(BridgeClientSettings.from(given).url() + path);
    RecordedWebhookReader recorded = read();
    WebhookReplayer.ReplayPlan plan =
        new WebhookReplayer.ReplayPlan(recorded.bodies(), times, shuffle, seed, rate, concurrency);
    WebhookReplayer.ReplayResult result = new WebhookReplayer(url, plan).run();
    PrintWriter out = spec.commandLine().getOut();
    recorded.skipped().forEach((what, count) -> out.printf("skipped %d lines: %s%n", count, what));
    result.print(out);
    out.flush();
    return (result.allAcknowledged() ? ExitCode.OK : ExitCode.FAILED).code();
  }

  private RecordedWebhookReader read() {
    RecordedWebhookReader recorded = new RecordedWebhookReader();
    for (Path file : files) {
      try {
        recorded.read(file, raw, instance);
      } catch (IOException e) {
        throw new CommandFailedException("cannot read " + file + ": " + e.getMessage(), e);
      }
    }
    return recorded;
  }

  private void check(boolean valid, String problem) {
    if (!valid) {
      throw new ParameterException(spec.commandLine(), problem);
    }
  }
}
