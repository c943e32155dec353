package ripcord.server.cli;

import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import ripcord.server.apikey.Right;

/// What options and arguments take. A value that the server could not take anyway is refused before it is asked.
final class Values {
    private static final Pattern POLICY_FIELD =
            Pattern.compile("([a-z_]{1,40}\\.[a-z_]{1,40})=(.{1,4096})", Pattern.DOTALL);

    private Values() {}

    private static TypeConversionException expected(String expected) {
        return new TypeConversionException("expected: " + expected);
    }

    private static String matching(Pattern form, String text, String expected) {
        if (!form.matcher(text).matches()) {
            throw expected(expected);
        }
        return text;
    }

    private static String free(String text, int longest, IntPredicate allowed, String expected) {
        if (text.isEmpty()
                || text.codePointCount(0, text.length()) > longest
                || !text.codePoints().allMatch(allowed)) {
            throw expected(expected);
        }
        return text;
    }

    private static boolean isText(int c) {
        return c >= 0x20 && (c < 0x7F || c > 0x9F) && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE);
    }

    private static boolean isVisibleAscii(int c) {
        return c > 0x20 && c < 0x7F;
    }

    /// A tenant's id.
    static final class Tenant implements ITypeConverter<String> {
        private static final Pattern FORM = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

        @Override
        public String convert(String text) {
            return matching(FORM, text, "1 to 63 lower-case letters, digits and inner hyphens");
        }
    }

    /// 16 random bytes: a session, a token.
    static final class LongId implements ITypeConverter<String> {
        private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{22}");

        @Override
        public String convert(String text) {
            return matching(FORM, text, "an id of 22 characters of A-Z a-z 0-9 - _");
        }
    }

    /// 12 random bytes: a signing key, an API key.
    static final class Id implements ITypeConverter<String> {
        private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{16}");

        @Override
        public String convert(String text) {
            return matching(FORM, text, "an id of 16 characters of A-Z a-z 0-9 - _");
        }
    }

    /// Where the page before ended.
    static final class Cursor implements ITypeConverter<String> {
        private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,512}");

        @Override
        public String convert(String text) {
            return matching(FORM, text, "the cursor that the page before ended with");
        }
    }

    /// Whom a session is for.
    static final class Subject implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            return free(text, 255, Values::isText, "1 to 255 characters, none of them a control character");
        }
    }

    /// A client's id.
    static final class Client implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            return free(text, 255, c -> c == ' ' || isVisibleAscii(c), "1 to 255 printable ASCII characters");
        }
    }

    /// Why, or what something is called.
    static final class Words implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            return free(text, 200, Values::isText, "1 to 200 characters, none of them a control character");
        }
    }

    /// A shorter name.
    static final class Label implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            return free(text, 100, Values::isText, "1 to 100 characters, none of them a control character");
        }
    }

    /// A role or an entitlement.
    static final class Role implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            return free(text, 128, Values::isText, "1 to 128 characters, none of them a control character");
        }
    }

    /// `NAME=VALUE`; the value may be empty.
    static final class Attribute implements ITypeConverter<Map.Entry<String, String>> {
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
        private static final int LONGEST = 1024;
        private static final String EXPECTED =
                "NAME=VALUE, the name 1 to 64 of A-Z a-z 0-9 . _ : -, the value at most " + LONGEST + " characters";

        @Override
        public Map.Entry<String, String> convert(String text) {
            int equals = text.indexOf('=');
            if (equals < 0) {
                throw expected(EXPECTED);
            }
            var name = matching(NAME, text.substring(0, equals), EXPECTED);
            var value = text.substring(equals + 1);
            return Map.entry(name, value.isEmpty() ? value : free(value, LONGEST, Values::isText, EXPECTED));
        }
    }

    /// `SECTION.FIELD=VALUE`. No converter: where any number may come, a parser takes one that fails for a stray word.
    ///
    /// @throws Failure for anything else
    static Map.Entry<String, String> policyField(String text) {
        var matcher = POLICY_FIELD.matcher(text);
        if (!matcher.matches() || !text.codePoints().allMatch(Values::isText)) {
            throw Failure.usage("FIELD=VALUE: " + Plain.message(text)
                    + " (expected: SECTION.FIELD=VALUE, such as session.idle=P3D)");
        }
        return Map.entry(matcher.group(1), matcher.group(2));
    }

    /// A number, true or false, if that is what it looks like; else the text itself.
    static Object scalar(String text) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        return text.matches("-?(0|[1-9]\\d{0,14})(\\.\\d{1,9})?") ? new BigDecimal(text) : text;
    }

    /// Where a session lives.
    static final class ClientKind implements ITypeConverter<String> {
        private static final Pattern FORM = Pattern.compile("browser|native|service");

        @Override
        public String convert(String text) {
            return matching(FORM, text, "browser, native or service");
        }
    }

    /// A file's name.
    static final class File implements ITypeConverter<Path> {
        @Override
        public Path convert(String text) {
            try {
                if (!text.isEmpty() && text.codePoints().allMatch(Values::isText)) {
                    return Path.of(text);
                }
            } catch (InvalidPathException e) {
                throw expected("a file");
            }
            throw expected("a file");
        }
    }

    /// A way of authentication.
    static final class Amr implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            return free(text, 64, Values::isVisibleAscii, "1 to 64 visible ASCII characters, such as pwd or otp");
        }
    }

    /// What a subscription is called.
    static final class VerifierName implements ITypeConverter<String> {
        private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,64}");

        @Override
        public String convert(String text) {
            return matching(FORM, text, "1 to 64 letters, digits, dots, hyphens, underscores");
        }
    }

    /// What the holder of an API key may do.
    static final class RightName implements ITypeConverter<Right> {
        @Override
        public Right convert(String text) {
            return Right.ofWireName(text).orElseThrow(() -> expected("one of " + all()));
        }

        static String all() {
            return String.join(
                    " ",
                    java.util.Arrays.stream(Right.values()).map(Right::wireName).toList());
        }
    }

    /// How many on a page.
    static final class Limit implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            if (!text.matches("\\d{1,3}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 200) {
                throw expected("1 to 200");
            }
            return Integer.valueOf(text);
        }
    }

    /// The most that there may be of something.
    ///
    /// @param most null if there is no limit
    record Ceiling(@Nullable Long most) {
        private static final Pattern FORM = Pattern.compile("\\d{1,10}");

        private static Ceiling parse(String text, long lowest, long highest) {
            if (text.equals("none")) {
                return new Ceiling(null);
            }
            if (!FORM.matcher(text).matches() || Long.parseLong(text) < lowest || Long.parseLong(text) > highest) {
                throw expected(lowest + " to " + highest + ", or none");
            }
            return new Ceiling(Long.valueOf(text));
        }
    }

    /// How many in a second.
    static final class Rate implements ITypeConverter<Ceiling> {
        @Override
        public Ceiling convert(String text) {
            return Ceiling.parse(text, 1, 1_000_000);
        }
    }

    /// How many at a time.
    static final class Quota implements ITypeConverter<Ceiling> {
        @Override
        public Ceiling convert(String text) {
            return Ceiling.parse(text, 0, 1_000_000_000);
        }
    }

    /// How long to wait for verifiers.
    static final class Wait implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return Times.parse(text)
                    .filter(wait -> wait.toMillis() >= 100 && wait.compareTo(Duration.ofSeconds(30)) <= 0)
                    .orElseThrow(() -> expected("100ms to 30s, such as 500ms, 2s or PT2S"));
        }
    }

    /// Any time span that is not nothing.
    static final class Span implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return Times.parse(text)
                    .filter(Duration::isPositive)
                    .orElseThrow(() -> expected("a duration, such as 500ms, 2s, 15m, 12h, 90d or PT15M"));
        }
    }

    /// A moment.
    static final class Time implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return Instant.parse(text);
            } catch (DateTimeParseException e) {
                throw expected("a time, such as 2027-01-31T12:00:00Z");
            }
        }
    }
}
