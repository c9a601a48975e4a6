// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.replay;

import dev.carteiro.cli.command.BridgeClientSettings;
import dev.carteiro.cli.command.CommandFailedException;
import dev.carteiro.cli.command.DataDirectory;
import dev.carteiro.cli.command.SettingOptions;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Command {@code replay}: posts recorded webhooks to a bridge, as Evolution would. */
@Command(
    name = "replay",
    description = {
      "Posts recorded webhooks to a bridge. A file holds one JSON body per line, or a recorder's lines with request.body;"
          + " lines without a webhook are skipped and counted.",
      "Fails if a webhook was not acknowledged in the end."
    })
public final class WebhookReplayCommand implements Callable<Integer> {
  private static final int MAX_CONCURRENT = 512;

  @Mixin
  private SettingOptions settings =
      new SettingOptions(BridgeClientSettings.BridgeUrlSettings.class, DataDirectory.class);

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
      description = "How often everything is posted. Default: ${DEFAULT-VALUE}.")
  private int times;

  @Option(
      names = "--shuffle",
      description = "Post in another order each time, not in that of the files.")
  private boolean shuffle;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the shuffling. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--instance",
      paramLabel = "NAME",
      description = "Replace the instance of every body by this one.")
  private String instance;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Posts in flight at a time. Default: ${DEFAULT-VALUE}; 1 keeps the order of the files.")
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
      description = "Post every line as it is, even if it is no webhook or no JSON.")
  private boolean raw;

  @Override
  public Integer call() {
    check(times >= 1, "--times must be at least 1");
    check(rate >= 0, "--rate must not be negative");
    check(
        concurrency >= 1 && concurrency <= MAX_CONCURRENT,
        "--concurrency must be from 1 to " + MAX_CONCURRENT);
    URI url =
        URI.create(
            settings
                    .environmentWithLocalServices()
                    .bind(BridgeClientSettings.BridgeUrlSettings.class)
                    .url()
                + path);
    RecordedWebhookReader recorded = read();
    WebhookReplayer.ReplayPlan plan =
        new WebhookReplayer.ReplayPlan(recorded.bodies(), times, shuffle, seed, rate, concurrency);
    WebhookReplayer.ReplayResult result = new WebhookReplayer(url, plan).run();
    PrintWriter out = settings.out();
    recorded.skipped().forEach((what, count) -> out.printf("skipped %d lines: %s%n", count, what));
    result.print(out);
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
      throw settings.invalid(problem);
    }
  }
}
