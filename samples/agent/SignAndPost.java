// Signs a Transit and posts it without the agent. Nothing but Java's own library, 17 or newer.
//
//   java SignAndPost.java --vectors ../../vectors       checks itself against the shared vectors
//   java SignAndPost.java ADDRESS LEDGER KEY_FILE YEAR_KEY_FILE CARRIER NUMBER ACTIVITY REGION [YEAR_KEY_FILE of the year before]
//
// ADDRESS is the service's HTTP address; KEY_FILE is what ./trace keys new writes; YEAR_KEY_FILE holds the waybill key of this year in base64;
// ACTIVITY is a number of TransitActivity, such as 2 for ARRIVED; REGION a province, such as 350000. The last file is needed from January to March.
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class SignAndPost {
    private static final byte[] NONE = {};

    /** Writes protobuf's wire format. A default is never written: the ledger takes the shortest encoding alone. */
    private static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, long value) {
            if (value != 0) {
                varint((long) field << 3);
                varint(value);
            }
            return this;
        }

        Message text(int field, String value) {
            return octets(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message octets(int field, byte[] value) {
            return value.length == 0 ? this : always(field, value);
        }

        Message always(int field, byte[] value) {
            varint((long) field << 3 | 2);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        byte[] bytes() {
            return out.toByteArray();
        }

        private void varint(long value) {
            for (; (value & ~0x7FL) != 0; value >>>= 7) {
                out.write((int) (value & 0x7F | 0x80));
            }
            out.write((int) value);
        }
    }

    record Said(String ledger, String subject, String party, long time, int offset, byte[] nonce, String region, int payloadField, byte[] payload) {
        /** trace.v1.Statement, fields in ascending order. */
        byte[] bytes(byte[] keyId) {
            byte[] place = region.isEmpty() ? NONE : new Message().text(3, region).bytes();
            long zigzag = Integer.toUnsignedLong((offset << 1) ^ (offset >> 31));
            return new Message().text(1, ledger).text(2, subject).text(3, party).octets(4, keyId).number(5, time).number(6, zigzag)
                .octets(7, nonce).octets(8, place).always(payloadField, payload).bytes();
        }
    }

    private static byte[] transit(int activity, byte[] shipment, String nextCourier, String previousYearParcel) {
        return new Message().number(1, activity).octets(2, shipment).text(3, nextCourier).text(5, previousYearParcel).bytes();
    }

    private static byte[] receipt(int manner, int agreed, byte[] shipment, String previousYearParcel) {
        return new Message().number(1, manner).number(2, agreed).octets(4, shipment).text(6, previousYearParcel).bytes();
    }

    private static byte[] keyId(byte[] publicKey) throws Exception {
        MessageDigest sha = sha256();
        sha.update("trace.v1.Key\n\u0001".getBytes(StandardCharsets.US_ASCII));
        return sha.digest(publicKey);
    }

    private static byte[] sign(byte[] seed, byte[] statement) throws Exception {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(KeyFactory.getInstance("Ed25519").generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed)));
        signature.update("trace.v1.Statement\n".getBytes(StandardCharsets.US_ASCII));
        signature.update(statement);
        return signature.sign();
    }

    /** The waybill's number never leaves this machine; the parcel's key can't be turned back into it. */
    private static String parcel(byte[] yearKey, String carrier, String number, int year) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(yearKey, "HmacSHA256"));
        byte[] hash = mac.doFinal((carrier + "\n" + number).getBytes(StandardCharsets.UTF_8));
        // Base32 of RFC 4648: 16 bytes and two zero bits are 26 digits.
        BigInteger value = new BigInteger(1, hash).shiftRight(128).shiftLeft(2);
        StringBuilder digits = new StringBuilder();
        for (int i = 25; i >= 0; i--) {
            digits.append("abcdefghijklmnopqrstuvwxyz234567".charAt(value.shiftRight(5 * i).intValue() & 31));
        }
        return String.format("parcel/%s/%04d-%s", carrier, year, digits);
    }

    public static void main(String[] args) throws Exception {
        if (args[0].equals("--vectors")) {
            check(Path.of(args[1]));
            return;
        }

        String[] key = Files.readString(Path.of(args[2])).split("\n");
        byte[] publicKey = base64(key[2].substring("public ".length()));
        byte[] seed = base64(key[3].substring("seed ".length()));
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.ofHours(8));
        String subject = parcel(base64(Files.readString(Path.of(args[3]))), args[4], args[5], now.getYear());
        String previous = now.getMonthValue() <= 3 ? parcel(base64(Files.readString(Path.of(args[8]))), args[4], args[5], now.getYear() - 1) : "";
        byte[] nonce = new byte[16];
        new SecureRandom().nextBytes(nonce);
        byte[] statement = new Said(args[1], subject, key[4].substring("party ".length()), ChronoUnit.MICROS.between(Instant.EPOCH, now.toInstant()), 480, nonce, args[7],
            37, transit(Integer.parseInt(args[6]), NONE, "", previous)).bytes(keyId(publicKey));

        // Keep the statement and its signature on disk until the answer is there: the same bytes again give the same entry, other bytes a second one.
        String body = "{\"statement\":\"" + Base64.getEncoder().encodeToString(statement) + "\",\"signatures\":[\"" + Base64.getEncoder().encodeToString(sign(seed, statement)) + "\"]}";
        HttpResponse<String> answer = HttpClient.newHttpClient().send(
            HttpRequest.newBuilder(URI.create(args[0] + "/v1/statements")).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)).build(),
            HttpResponse.BodyHandlers.ofString());
        System.out.println(HexFormat.of().formatHex(sha256().digest(statement)) + " " + answer.statusCode() + " " + answer.body());
        System.exit(answer.statusCode() == 200 ? 0 : 1);
    }

    private static void check(Path folder) throws Exception {
        List<String> activities = List.of("", "PICKED_UP", "ARRIVED", "DEPARTED", "OUT_FOR_DELIVERY", "FAILED_ATTEMPT", "PLACED", "TAKEN_OVER", "REFUSED", "RETURNING", "RETURNED", "DAMAGED", "LOST", "HELD");
        List<String> manners = List.of("", "RECIPIENT", "AGENT", "COLLECTED", "TIME_OUT");
        List<String> agreements = List.of("", "YES", "NO", "UNKNOWN");
        int checked = 0;
        for (String text : cases(folder.resolve("waybills.json"))) {
            if (field(text, "verdict").equals("valid") && text.contains("\"yearKey\"")) {
                same(text, field(text, "subject"), parcel(HexFormat.of().parseHex(field(text, "yearKey")), field(text, "carrier"), field(text, "number"), Integer.parseInt(field(text, "year"))));
                checked++;
            }
        }

        for (String text : cases(folder.resolve("statements.json"))) {
            boolean isTransit = text.contains("\"transit\":");
            if ((!isTransit && !text.contains("\"receipt\":")) || text.contains("\"relayed\"") || text.contains("\"proof\"") || text.contains("\"sealed\"") || !text.contains("\"says\"")) {
                continue; // A relay's, or with what is sealed: this sample says neither.
            }

            byte[] shipment = base64(field(text, "shipment"));
            String previous = field(text, "previousYearParcel");
            byte[] payload = isTransit
                ? transit(activities.indexOf(field(text, "activity").replace("TRANSIT_ACTIVITY_", "")), shipment, field(text, "nextCourier"), previous)
                : receipt(manners.indexOf(field(text, "manner").replace("RECEIPT_MANNER_", "")), agreements.indexOf(field(text, "agreed").replace("AGREED_", "")), shipment, previous);
            String offset = field(text, "offset");
            byte[] statement = new Said(field(text, "ledger"), field(text, "subject"), field(text, "party"), Long.parseLong(field(text, "time")), offset.isEmpty() ? 0 : Integer.parseInt(offset),
                base64(field(text, "nonce")), "", isTransit ? 37 : 38, payload).bytes(keyId(HexFormat.of().parseHex(field(text, "publicKey"))));
            byte[] seed = sha256().digest(field(text, "signer").getBytes(StandardCharsets.UTF_8));
            same(text, field(text, "bytes"), HexFormat.of().formatHex(statement));
            same(text, field(text, "identity"), HexFormat.of().formatHex(sha256().digest(statement)));
            same(text, field(text, "signature"), HexFormat.of().formatHex(sign(seed, statement)));
            checked++;
        }

        if (checked < 9) {
            throw new AssertionError("only " + checked + " vectors were checked");
        }
        System.out.println(checked + " vectors agree");
    }

    // The vectors are written one way, a case beginning with its name; a real program has a JSON parser.
    private static List<String> cases(Path file) throws Exception {
        return List.of(Files.readString(file).split("\\{\\s*\"name\":"));
    }

    private static String field(String text, String name) {
        Matcher found = Pattern.compile("\"" + name + "\": (?:\"([^\"]*)\"|(-?\\d+))").matcher(text);
        return !found.find() ? "" : found.group(1) != null ? found.group(1) : found.group(2);
    }

    private static void same(String text, String expected, String made) {
        if (!expected.equals(made)) {
            throw new AssertionError(text + "\nmust give " + expected + "\nand gave " + made);
        }
    }

    private static byte[] base64(String text) {
        return Base64.getDecoder().decode(text.trim());
    }

    private static MessageDigest sha256() throws Exception {
        return MessageDigest.getInstance("SHA-256");
    }
}
