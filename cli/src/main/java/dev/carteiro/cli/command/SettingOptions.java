// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.command;

import dev.carteiro.config.Environment;
import dev.carteiro.config.InvalidSettingException;
import dev.carteiro.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Adds settings to a command as options. The option of a secret names a file that holds it, because
 * any user of the machine can read command lines.
 */
public final class SettingOptions {
  private static final String FILE = "-file";

  private SettingOptions() {}

  /** Creates the spec of an annotated command, with an option for each setting. */
  public static CommandSpec spec(Object command, List<Setting<?>> settings) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(command);
    add(spec, settings);
    return spec;
  }

  /** Adds an option for each setting; settings that two lists share are added once. */
  public static void add(CommandSpec command, List<Setting<?>> settings) {
    for (Setting<?> setting : settings) {
      if (!command.optionsMap().containsKey(optionName(setting))) {
        command.addOption(option(setting));
      }
    }
  }

  /**
   * Returns the environment with the options of the command line laid over it.
   *
   * @param command after parsing
   * @throws InvalidSettingException when the file of a secret cannot be read
   */
  public static Environment over(
      Environment environment, CommandSpec command, List<Setting<?>> settings) {
    Map<String, String> given = new HashMap<>();
    for (Setting<?> setting : settings) {
      String text =
          command.commandLine().getParseResult().matchedOptionValue(optionName(setting), null);
      if (text != null) {
        given.put(setting.name(), setting.secret() ? content(setting, text) : text);
      }
    }
    return environment.with(given);
  }

  private static String optionName(Setting<?> setting) {
    return setting.secret() ? setting.option() + FILE : setting.option();
  }

  private static OptionSpec option(Setting<?> setting) {
    String source =
        setting.secret()
            ? "Environment: %1$s, or %1$s_FILE.".formatted(setting.name())
            : "Environment: %s.".formatted(setting.name());
    String standard =
        setting.defaultText() == null || setting.defaultText().isEmpty()
            ? ""
            : " Default: " + setting.defaultText() + ".";
    return OptionSpec.builder(optionName(setting))
        .paramLabel(setting.secret() ? "FILE" : "VALUE")
        .type(String.class)
        // Picocli reads % as a format.
        .description((setting.description() + standard + " " + source).replace("%", "%%"))
        .build();
  }

  private static String content(Setting<?> setting, String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      throw new InvalidSettingException(
          setting.name(), "names a file that cannot be read: " + file, e);
    }
  }
}
