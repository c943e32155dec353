package ripcord.verifier.json;

import java.math.BigDecimal;

/** A value of a JSON text. Immutable. */
public sealed interface JsonValue permits JsonObject, JsonArray, JsonValue.Scalar {
    /** What this is, for messages: {@code string}, {@code integer}, {@code number}, {@code object} and so on. */
    String kind();

    /** A value that has no values inside. */
    sealed interface Scalar extends JsonValue permits Text, Whole, Fraction, Truth, Null {}

    /**
     * A string; free of lone surrogates.
     *
     * @param printable whether it was seen on reading that all of it is printable ASCII; if not, it may be all the same
     */
    record Text(String value, boolean printable) implements Scalar {
        @Override
        public String kind() {
            return "string";
        }
    }

    /** A number written without fraction and exponent, exactly. */
    record Whole(long value) implements Scalar {
        @Override
        public String kind() {
            return "integer";
        }
    }

    /** A number written with a fraction or an exponent, exactly. Never as large as to be costly. */
    record Fraction(BigDecimal value) implements Scalar {
        @Override
        public String kind() {
            return "number";
        }
    }

    /** {@code true} or {@code false}. */
    record Truth(boolean value) implements Scalar {
        @Override
        public String kind() {
            return "boolean";
        }
    }

    /** {@code null}. */
    record Null() implements Scalar {
        @Override
        public String kind() {
            return "null";
        }
    }
}
