package ripcord.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import ripcord.server.demo.Span.Look;

class SvgTest {
    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whatIsShownIsReadBackWhateverItHolds() throws Exception {
        var line = Line.of("a <b> & \"c\"\u001b[0m").and(Look.BAD, "refused");

        var picture = parse(Svg.of("a & b", List.of(line, Line.of("")))).getDocumentElement();

        var texts = picture.getElementsByTagName("text");
        assertThat(texts.getLength()).isEqualTo(2);
        assertThat(texts.item(0).getTextContent()).isEqualTo("a <b> & \"c\" [0m");
        assertThat(texts.item(1).getAttributes().getNamedItem("class").getTextContent())
                .isEqualTo("bad");
    }

    @Test
    void theReadmesPictureIsWellFormedAndRunsNothing() throws Exception {
        var svg = Files.readString(Path.of("..", "docs", "demo.svg"));

        var picture = parse(svg);

        assertThat(picture.getElementsByTagName("script").getLength()).isZero();
        assertThat(svg).contains("prefers-color-scheme: dark").doesNotContain("href", "onload", "url(");
        assertThat(picture.getElementsByTagName("text").getLength()).isGreaterThan(20);
    }
}
