// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.registry.WhatsAppIntegration;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Reads and validates the fields of a binding. Of an apikey only the fingerprint is kept. */
final class BindingFieldReader {
  static final Set<String> FIELDS =
      Set.of(
          "tenantId",
          "evolutionInstanceId",
          "apikey",
          "apikeyFingerprint",
          "evolutionUrls",
          "credential",
          "ratePerMinute",
          "paused",
          "clientMessageIds",
          "integration");

  private static final int MAX_APIKEY = 4_096;
  private static final int MAX_URLS = 10;
  private static final int MAX_URL = 2_048;

  /** Highest {@code ratePerMinute}. No WhatsApp number sustains a higher rate. */
  private static final int MAX_RATE = 6_000;

  private BindingFieldReader() {}

  /** Reads the body of {@code PUT /api/instances/{name}}. */
  static InstanceBinding read(byte[] body, InstanceKey instance, Instant now, String updatedBy) {
    RequestFieldReader fields = RequestFieldReader.parse(body, FIELDS);
    fields.require("tenantId");
    return read(fields, instance, now, updatedBy);
  }

  /** Reads the fields of a binding, all optional. An absent field is null, empty or false. */
  static InstanceBinding read(
      RequestFieldReader fields, InstanceKey instance, Instant now, String updatedBy) {
    String tenantId = fields.text("tenantId", 64);
    return new InstanceBinding(
        InstanceBinding.VERSION,
        instance,
        tenantId == null ? null : TenantAdminHandler.tenantId(tenantId),
        fields.text("evolutionInstanceId", 128),
        fingerprint(fields),
        urls(fields),
        credential(fields),
        fields.integer("ratePerMinute", 1, MAX_RATE),
        fields.flag("paused"),
        fields.flag("clientMessageIds"),
        integration(fields),
        now,
        updatedBy);
  }

  private static String fingerprint(RequestFieldReader fields) {
    String apikey = fields.text("apikey", MAX_APIKEY);
    String fingerprint = fields.text("apikeyFingerprint", 64);
    if (apikey != null && fingerprint != null) {
      throw ApiProblemFactory.badRequest(
          "CONFLICTING_FIELDS", "Give apikey or apikeyFingerprint, not both.");
    }
    if (fingerprint != null && !fingerprint.matches("[0-9a-f]{64}")) {
      throw ApiProblemFactory.invalidField(
          "apikeyFingerprint", "the SHA-256 of the apikey, 64 lower-case hexadecimal digits");
    }
    return apikey == null ? fingerprint : Sha256Fingerprint.of(apikey);
  }

  private static List<String> urls(RequestFieldReader fields) {
    List<String> urls = fields.texts("evolutionUrls", MAX_URLS);
    for (String url : urls) {
      if (!isBaseUrl(url)) {
        throw ApiProblemFactory.invalidField(
            "evolutionUrls",
            "base URLs, http or https with a host, without credentials, query or fragment");
      }
    }
    return urls;
  }

  private static boolean isBaseUrl(String text) {
    try {
      URI uri = new URI(text);
      return text.length() <= MAX_URL
          && ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static String credential(RequestFieldReader fields) {
    String credential = fields.text("credential", 128);
    if (credential != null && !credential.matches("[A-Za-z0-9._-]+")) {
      throw ApiProblemFactory.invalidField(
          "credential",
          "the name of a credential (letters, digits, '.', '_', '-'), never the credential itself");
    }
    return credential;
  }

  private static WhatsAppIntegration integration(RequestFieldReader fields) {
    String integration = fields.text("integration", 64);
    return integration == null
        ? null
        : WhatsAppIntegration.named(integration)
            .orElseThrow(
                () ->
                    ApiProblemFactory.invalidField(
                        "integration", "WHATSAPP-BAILEYS, WHATSAPP-BUSINESS or EVOLUTION"));
  }
}
