using Trace.Domain.Privacy;
using Xunit;

namespace Trace.Domain.Tests.Privacy;

public sealed class PersonalTextTests
{
    [Theory]
    // GB 11643-1999, appendix: the two numbers of its examples.
    [InlineData("11010519491231002X", PersonalKinds.Identity)]
    [InlineData("身份证440524188001010014", PersonalKinds.None)]
    [InlineData("110105194912310021", PersonalKinds.None)]
    [InlineData("证号：110105 19491231 002x。", PersonalKinds.Identity)]
    [InlineData("990105194912310027", PersonalKinds.None)]
    [InlineData("110105194913310025", PersonalKinds.None)]
    [InlineData("91350982MA2XN4U86U", PersonalKinds.None)]
    [InlineData("13800138000", PersonalKinds.Telephone)]
    [InlineData("电话13800138000转2", PersonalKinds.Telephone)]
    [InlineData("tel:13800138000", PersonalKinds.Telephone)]
    [InlineData("139-1234-5678", PersonalKinds.Telephone)]
    [InlineData("8613912345678", PersonalKinds.Telephone)]
    [InlineData("0086-13800138000", PersonalKinds.Telephone)]
    [InlineData("008613800138000", PersonalKinds.Telephone)]
    [InlineData("0086 591 87654321", PersonalKinds.Telephone)]
    [InlineData("电话：059187654321", PersonalKinds.Telephone)]
    [InlineData("Tel 01062345678", PersonalKinds.Telephone)]
    [InlineData("059187654321", PersonalKinds.None)]
    [InlineData("(01)00861380013800", PersonalKinds.None)]
    [InlineData("00861062345678", PersonalKinds.None)]
    [InlineData("12800138000", PersonalKinds.None)]
    [InlineData("6901380013800", PersonalKinds.None)]
    [InlineData("SN13800138000", PersonalKinds.None)]
    [InlineData("138001380001", PersonalKinds.None)]
    [InlineData("(0591) 8765 4321", PersonalKinds.Telephone)]
    [InlineData("010-62345678", PersonalKinds.Telephone)]
    [InlineData("021—62345678", PersonalKinds.Telephone)]
    [InlineData("400-800-1234", PersonalKinds.None)]
    [InlineData("GB/T 22291-2017", PersonalKinds.None)]
    [InlineData("Q/FDBC 0001S-2024", PersonalKinds.None)]
    [InlineData("2026-03-01 09:30", PersonalKinds.None)]
    [InlineData("+55 11 91234-5678", PersonalKinds.InternationalTelephone)]
    [InlineData("+12 g", PersonalKinds.None)]
    [InlineData("a@b.cn", PersonalKinds.Email)]
    [InlineData("白茶＠例子.com", PersonalKinds.None)]
    [InlineData("@100 克", PersonalKinds.None)]
    [InlineData("4111 1111 1111 1111", PersonalKinds.BankCard)]
    [InlineData("4111 1111 1111 1112", PersonalKinds.None)]
    [InlineData("6250941006528599", PersonalKinds.BankCard)]
    [InlineData("(01)06901234567892", PersonalKinds.None)]
    [InlineData("369012345678901237", PersonalKinds.None)]
    [InlineData("鼓楼区五四路128号", PersonalKinds.Address)]
    [InlineData("上海市浦东新区世纪大道88弄6号", PersonalKinds.Address)]
    [InlineData("阳光小区3栋2单元502室", PersonalKinds.Address)]
    [InlineData("Rua das Flores, nº 120, Centro", PersonalKinds.Address)]
    [InlineData("221B Baker Street, London", PersonalKinds.Address)]
    [InlineData("福建省福鼎市点头镇大坪村3号茶园", PersonalKinds.None)]
    [InlineData("南京路1号 绿豆糕", PersonalKinds.None)]
    [InlineData("12 Years Old Whisky", PersonalKinds.None)]
    [InlineData("常温，避光，离地10厘米", PersonalKinds.None)]
    public void Each_is_told_from_what_looks_like_it(string text, PersonalKinds expected)
    {
        Assert.Equal(expected, PersonalText.Find(text, PersonalKinds.All));
    }

    [Fact]
    public void What_is_not_asked_for_is_not_found()
    {
        Assert.Equal(PersonalKinds.None, PersonalText.Find("13800138000 a@b.cn", PersonalKinds.All & ~PersonalKinds.Contact));
        Assert.Equal(PersonalKinds.Email, PersonalText.Find("13800138000 a@b.cn", PersonalKinds.Email));
    }
}
