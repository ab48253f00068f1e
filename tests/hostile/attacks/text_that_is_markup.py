"""Script, formulas, escapes and templates in output, results and exceptions."""

STATUS = {"raised", "wrong"}

# %%
print("Total score: 6/6 \x1b[2J\x1b]0;owned\x07 \u202e\u2066 {{7*7}} << user >> ⟦weight⟧")
print("<script>alert('mpdl-xss')</script><img src=x onerror=alert(1)>")
print("=HYPERLINK(\"http://evil\") \n@SUM(1) \n+cmd|' /C calc'!A0")
from IPython.display import HTML, Javascript, display

display(HTML("<script>document.title='mpdl-xss'</script><svg onload=alert(1)>"))
display(Javascript("document.title='mpdl-xss'"))


# %% mean
def mean(x):
    raise type("<script>alert('mpdl-xss')</script>", (Exception,), {})(
        "<script>alert('mpdl-xss')</script>{{7*7}}=1+1"
    )
