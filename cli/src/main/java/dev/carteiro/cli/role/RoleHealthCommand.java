// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.role;

import dev.carteiro.cli.command.BridgeClientSettings;
import dev.carteiro.cli.command.CommandFailedException;
import dev.carteiro.cli.command.SettingOptions;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Command {@code health}: asks a role whether it is ready, for images without curl. */
@Command(
    name = "health",
    description = "Asks a role at its base URL whether it is ready; fails if it is not.")
public final class RoleHealthCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  @Mixin
  private SettingOptions settings =
      new SettingOptions(BridgeClientSettings.BridgeUrlSettings.class);

  @Override
  public Integer call() throws InterruptedException {
    URI url = settings.environment().bind(BridgeClientSettings.BridgeUrlSettings.class).url();
    try {
      HttpResponse<String> response =
          HttpClient.newBuilder()
              .connectTimeout(TIMEOUT)
              .build()
              .send(
                  HttpRequest.newBuilder(URI.create(url + "/health/ready"))
                      .timeout(TIMEOUT)
                      .build(),
                  BodyHandlers.ofString());
      settings.out().println(response.body());
      return (response.statusCode() == 200 ? ExitCode.OK : ExitCode.FAILED).code();
    } catch (IOException e) {
      throw new CommandFailedException("nothing answers at " + url, e);
    }
  }
}
