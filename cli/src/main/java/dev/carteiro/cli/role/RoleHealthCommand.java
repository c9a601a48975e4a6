// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.role;

import dev.carteiro.cli.command.BridgeClientSettings;
import dev.carteiro.cli.command.CommandFailedException;
import dev.carteiro.cli.command.SettingOptions;
import dev.carteiro.config.Environment;
import dev.carteiro.config.Setting;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Command {@code health}: asks a role at {@code /health/ready} whether it is ready. For health
 * checks of images without curl.
 */
@Command(
    name = "health",
    description = "Asks a role at its base URL whether it is ready; fails when it is not.")
public final class RoleHealthCommand implements Callable<Integer> {
  private static final List<Setting<?>> SETTINGS = List.of(BridgeClientSettings.URL);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Environment environment;

  @Spec private CommandSpec spec;

  private RoleHealthCommand(Environment environment) {
    this.environment = environment;
  }

  public static CommandSpec spec(Environment environment) {
    return SettingOptions.spec(new RoleHealthCommand(environment), SETTINGS);
  }

  @Override
  public Integer call() {
    URI url = BridgeClientSettings.from(SettingOptions.over(environment, spec, SETTINGS)).url();
    PrintWriter out = spec.commandLine().getOut();
    try {
      HttpResponse<String> answer =
          HttpClient.newBuilder()
              .connectTimeout(TIMEOUT)
              .build()
              .send(
                  HttpRequest.newBuilder(URI.create(url + "/health/ready"))
                      .timeout(TIMEOUT)
                      .build(),
                  BodyHandlers.ofString());
      out.println(answer.body());
      return (answer.statusCode() == 200 ? ExitCode.OK : ExitCode.FAILED).code();
    } catch (IOException e) {
      throw new CommandFailedException("nothing answers at " + url, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("interrupted", e);
    }
  }
}
