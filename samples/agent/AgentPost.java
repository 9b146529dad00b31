// Posts facts to the agent and reads what became of them: java AgentPost.java ADDRESS SECRET_FILE LINES_FILE
// Nothing but Java's own library, 11 or newer.
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

public class AgentPost {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    public static void main(String[] args) throws Exception {
        String address = args[0];
        String secret = Files.readString(Path.of(args[1])).trim();
        List<String> lines = Files.readAllLines(Path.of(args[2])).stream().filter(line -> !line.isBlank()).collect(Collectors.toList());

        int taken = 0;
        for (int start = 0; start < lines.size(); start += 1000) {
            // Whatever fails before the answer is there: post the same lines again. Facts that the agent knows are not taken twice.
            String body = String.join("\n", lines.subList(start, Math.min(start + 1000, lines.size())));
            HttpResponse<String> answer = send(request(address + "/events", secret)
                .header("Content-Type", "application/x-ndjson").POST(HttpRequest.BodyPublishers.ofString(body)).build());
            System.out.println(answer.body());
            if (answer.statusCode() != 200 && answer.statusCode() != 400) {
                System.exit(1);
            }
            taken += number(answer.body(), "taken");
        }

        // A real program parses the JSON and keeps "next" between its runs.
        for (int since = 0, seen = 0; seen < taken; ) {
            String outcomes = send(request(address + "/outcomes?since=" + since, secret).GET().build()).body();
            int next = number(outcomes, "next");
            if (next == since) {
                Thread.sleep(500);
                continue;
            }
            System.out.println(outcomes);
            seen += (int) Pattern.compile("\"n\":").matcher(outcomes).results().count();
            since = next;
        }
    }

    private static HttpRequest.Builder request(String address, String secret) {
        return HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(30)).header("X-Trace-Secret", secret);
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static int number(String json, String name) {
        var found = Pattern.compile("\"" + name + "\":(\\d+)").matcher(json);
        return found.find() ? Integer.parseInt(found.group(1)) : 0;
    }
}
